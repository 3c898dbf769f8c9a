import { type ObjectMetadata, uploadObject } from '../../emulators/clients/objects.ts';

const AT_ONCE = 16;

/** Puts so many files of one row, which fit the sample table, below a folder. */
export async function uploadFiles(bucket: string, folder: string, count: number): Promise<ObjectMetadata[]> {
  const uploaded: ObjectMetadata[] = [];
  const numbers = Array.from({ length: count }, (_, n) => n).values();
  const worker = async (): Promise<void> => {
    for (const n of numbers) {
      uploaded.push(await uploadObject(bucket, `${folder}/part-${n}.json`, `{"id":${n},"type_id":1}\n`));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return uploaded;
}
