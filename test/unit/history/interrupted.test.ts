import { describe, expect, it } from 'vitest';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import { HISTORY_TABLES, type HistoryTableName } from '../../../functions/src/history/historyTables.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { type Call, type Disturbance, disturb } from '../../support/disturb.ts';
import { forgetInsertIds, historyRows } from '../../support/historyRows.ts';
import { transientError } from '../../support/storeErrors.ts';
import { inMemory, type ProcessWorld, rows } from '../process/processWorld.ts';

const ALONE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ { Action: delete } ]
`;
const BATCH = `${ALONE}Batch: { Window: { DurationInSec: 20 }, MultiPath: true }\n`;
const BAD = `${rows(1)}{"id":"x"}\n`;

interface Story {
  story: string;
  rules: string;
  files: readonly (readonly [name: string, content: string])[];
}

const STORIES: Story[] = [
  { story: 'a file that is loaded', rules: ALONE, files: [['a', rows(1)]] },
  { story: 'a file whose name cannot be loaded', rules: ALONE, files: [['a*', rows(1)]] },
  {
    story: 'a batch with a bad file and one that is overwritten',
    rules: BATCH,
    files: [
      ['a', rows(1)],
      ['b', BAD],
      ['c', rows(3)],
      ['c', rows(4)],
    ],
  },
];

const TABLES = Object.keys(HISTORY_TABLES) as HistoryTableName[];

/** What a reader of the views can see, but for what differs with the order in which files come, or with the time. */
const seenIn = ({ cloud }: ProcessWorld): string[] =>
  TABLES.flatMap((table) =>
    historyRows(cloud, table).map((row) => {
      const { file_name: name, generation, last_step: step, status, job_id: job } = row;
      const known = [table, name, generation, row['process_id'] !== null, step, status];
      return JSON.stringify([...known, String(job).replace(/--\d+_/, '--process_')]);
    }),
  ).sort();

/** Uploads the files, lets the story begin, and goes on to its end. */
const endOf = (
  { rules, files }: Story,
  begin: (world: ProcessWorld, uploaded: readonly SourceFile[]) => Promise<unknown>,
): Promise<string[]> =>
  inMemory({ rules, historyDataset: 'bqtail' }, async (world) => {
    // The tables are made by a file that is not of the story.
    world.upload('other/z*', rows(1));
    world.cloud.putRules(`When: { Prefix: /other/ }\nDest: { Table: shop.orders }\n`, 'rules/other.yaml');
    await world.settle();
    forgetInsertIds(world.cloud);
    await begin(
      world,
      files.map(([name, content]) => world.upload(`data/${name}.json`, content)),
    );
    await world.settle();
    return seenIn(world);
  });

const MOST_CALLS = 300;

/** The story with its first call disturbed, then its second, …: what is seen otherwise than where nothing goes wrong. */
async function eachCall(
  story: Story,
  begin: (world: ProcessWorld, files: readonly SourceFile[], disturbing: (deps: Deps) => Deps) => Promise<unknown>,
  what: (call: Call) => Disturbance,
): Promise<unknown[]> {
  const expected = await endOf(story, async () => undefined);
  const wrong: unknown[] = [];
  for (let at = 0; at < MOST_CALLS; at++) {
    let hit: Call | undefined;
    const disturbing = (deps: Deps): Deps =>
      disturb(deps, (call) => {
        if (call.index !== at) return undefined;
        hit = call;
        return what(call);
      }).deps;
    const seen = await endOf(story, (world, files) => begin(world, files, disturbing));
    if (hit === undefined) return at > 0 ? wrong : ['hardly any call was made'];
    if (JSON.stringify(seen) !== JSON.stringify(expected))
      wrong.push({ at: `${hit.name} #${at}`, seen, not: expected });
  }
  throw new Error(`there are more than ${MOST_CALLS} calls`);
}

const WHEN = ['before', 'after'] as const;

describe.each(STORIES)('the history has each outcome of $story once', ({ story, ...told }) => {
  it.each(WHEN)('when any call of any invocation fails just %s it takes effect', async (fails) => {
    const wrong = await eachCall(
      { story, ...told },
      (world, _, disturbing) => world.settle(disturbing(world.deps)),
      (call) => ({ fails, error: transientError(call) }),
    );
    expect(wrong).toEqual([]);
  });

  it.each(WHEN)('when the invocation that ends it, or the one before, dies just %s any call', async (isLast) => {
    const wrong = await eachCall(
      { story, ...told },
      async (world, files, disturbing) => {
        const isRefused = files.some(({ name }) => name.includes('*'));
        for (const file of isRefused ? [] : files) await world.deliver(file);
        const last = isRefused ? files[0] : await world.nextTask();
        if (last) await world.deliver(last, disturbing(world.deps)).catch(() => undefined);
      },
      () => ({ isLast }),
    );
    expect(wrong).toEqual([]);
  });
});
