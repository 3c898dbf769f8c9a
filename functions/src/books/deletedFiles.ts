import type { Deps } from '../deps/deps.ts';
import type { Stray } from '../model/book.ts';

/** The files of an hour that were deleted before they were loaded, and not overwritten: no newer version shows what they held. */
export async function deletedFiles(hour: string, { books, journal, objects }: Deps): Promise<Stray[]> {
  const strays: Stray[] = [];
  for await (const { bucket, name, generation } of books.entries(hour, ['superseded'])) {
    const versions = await journal.versions({ bucket, name });
    const isOverwritten = versions.some((other) => BigInt(other.generation) > BigInt(generation));
    if (isOverwritten || (await objects.stat({ bucket, name })) !== undefined) continue;
    const why = 'somebody else than bqtail deleted it before it was loaded';
    strays.push({ name, generation, why, isLost: false });
  }
  return strays;
}
