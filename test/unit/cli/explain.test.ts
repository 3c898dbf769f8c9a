import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { explain } from '../../../functions/cli/explain/explainFile.ts';
import { memoryCloud, TRIGGER } from '../../support/cloud/memoryCloud.ts';

const RULE = `
When: { Prefix: /data/ }
Dest: { Table: 'shop.g_$\{GroupID}_$EventID', Schema: { Template: shop.orders } }
Batch: { Window: { DurationInSec: 60 }, Group: { DurationInSec: 600 } }
OnSuccess: [ { Action: drop, Request: { Table: $DestTable } } ]
OnBadFiles: [ { Action: push, Request: { Topic: bad, Message: "$BadURIs: $Error" } } ]
`;

it('explain tells the table of a process and its group, and what is done about bad files', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'explain-'));
  try {
    const rules = path.join(folder, 'own.yaml');
    await writeFile(rules, RULE);
    const cloud = memoryCloud();
    cloud.createTable('shop.orders', { id: 'INTEGER' });
    const answer = await explain(`gs://${TRIGGER}/data/1.json`, { rules: [rules] }, cloud.deps());
    if (answer.outcome !== 'matched') throw new Error(answer.outcome);
    const { destination, eventId, onSuccess, onBadFiles, refusal } = answer.explanation;
    expect(refusal).toBeUndefined();
    expect(destination).toMatch(new RegExp(`^shop\\.g_\\d+_${eventId}$`));
    expect(onSuccess).toEqual([{ Action: 'drop', Request: { Table: destination } }]);
    expect(onBadFiles).toEqual([{ Action: 'push', Request: { Topic: 'bad', Message: ': $Error' } }]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
