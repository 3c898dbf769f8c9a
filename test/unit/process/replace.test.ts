import { expect, it } from 'vitest';
import { memoryCloud } from '../../support/cloud/memoryCloud.ts';

const TABLE = 'shop.prices$20260302';
const NOW = new Date('2026-03-02T12:00:00Z');

const older = { processId: '1', newest: '2026-03-02T10:00:00.000Z 0000000000000000001' };
const newer = { processId: '2', newest: '2026-03-02T11:00:00.000Z 0000000000000000002' };

it('what has newer files is not replaced by older ones, however late those come', async () => {
  const { replacements } = memoryCloud().deps();
  expect(await replacements.begin(TABLE, newer, NOW)).toEqual({ answer: 'yes' });
  await replacements.end(TABLE, newer, true);
  expect(await replacements.begin(TABLE, older, NOW)).toEqual({ answer: 'superseded', by: newer });
  expect(await replacements.begin('shop.other', older, NOW)).toEqual({ answer: 'yes' });
});

it('a newer one waits while an older one is about to replace it, and so the newer rows stay', async () => {
  const { replacements } = memoryCloud().deps();
  await replacements.begin(TABLE, older, NOW);
  expect(await replacements.begin(TABLE, newer, NOW)).toEqual({ answer: 'busy', with: older });
  await replacements.end(TABLE, older, true);
  expect(await replacements.begin(TABLE, newer, NOW)).toEqual({ answer: 'yes' });
});

it('one that failed has replaced nothing', async () => {
  const { replacements } = memoryCloud().deps();
  await replacements.begin(TABLE, newer, NOW);
  await replacements.end(TABLE, newer, false);
  expect(await replacements.begin(TABLE, older, NOW)).toEqual({ answer: 'yes' });
});

it('begins and ends as often as it is asked', async () => {
  const { replacements } = memoryCloud().deps();
  await replacements.begin(TABLE, older, NOW);
  expect(await replacements.begin(TABLE, older, NOW)).toEqual({ answer: 'yes' });
  await replacements.end(TABLE, older, true);
  await replacements.end(TABLE, older, false);
  expect(await replacements.begin(TABLE, older, NOW)).toEqual({ answer: 'yes' });
});
