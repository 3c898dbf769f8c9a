import { expect, it } from 'vitest';
import { memoryCloud } from '../../support/cloud/memoryCloud.ts';
import { collected } from '../../support/collected.ts';

const HOUR = '2026-01-31_12';

/** More than one query answers. */
const MANY = 501;

it('the processes that loaded files of an hour are told, however many there are', async () => {
  const cloud = memoryCloud();
  const ids = Array.from({ length: MANY }, (_, n) => String(1_000 + n));
  cloud.firestore.documents.apply(
    ids.map((id, n) => ({
      kind: 'create',
      path: `journal/${id}`,
      fields: { status: 'done', loadedHours: { [HOUR]: 1 + (n % 3) } },
    })),
  );
  expect((await collected(cloud.deps().books.loaders(HOUR))).sort()).toEqual(ids);
});
