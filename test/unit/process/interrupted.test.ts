import { describe, expect, it } from 'vitest';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { JobError } from '../../support/cloud/bigquery/jobError.ts';
import { type Call, type Disturbance, disturb, STORES } from '../../support/disturb.ts';
import { transientError } from '../../support/storeErrors.ts';
import { inMemory, type ProcessWorld, rows } from './processWorld.ts';

const CALLS = `
OnSuccess: [ { Action: call, Request: { URL: "https://example.com/done" } }, { Action: delete } ]
OnFailure: [ { Action: call, Request: { URL: "https://example.com/failed" } } ]
`;
const DIRECT = `When: { Prefix: /data/ }\nDest: { Table: shop.orders }\n${CALLS}`;
const MOVING = DIRECT.replace('shop.orders', 'shop.orders, Transient: { Dataset: tmp }, UniqueColumns: [ id ]');
const asynchronous = (rule: string): string => `${rule}Async: true\n`;
const GONE = 'OnSuccess: [ { Action: move, Request: { SourceURLs: [ gs://ops/none ], DestURL: gs://ops/x } },';

const BATCH =
  'Batch: { Window: { DurationInSec: 20 }, Group: { DurationInSec: 120, OnDone: [ { Action: call, Request: { URL: "https://example.com/group" } } ] } }\n';

interface Story {
  story: string;
  rules: string;
  content?: string;
  /** What the load jobs fail with. */
  fails?: string;
}

const STORIES: Story[] = [
  { story: 'that is loaded', rules: asynchronous(DIRECT) },
  { story: 'that is loaded while its invocation waits', rules: DIRECT },
  { story: 'that is loaded through a temporary table', rules: asynchronous(MOVING) },
  { story: 'that is loaded through a temporary table while its invocation waits', rules: MOVING },
  { story: 'that is set aside', rules: asynchronous(DIRECT), content: `${rows(1)}{"id":"x"}\n` },
  { story: 'that cannot be loaded', rules: asynchronous(DIRECT), fails: 'stopped' },
  { story: 'in a window of a group', rules: asynchronous(`${DIRECT}${BATCH}`) },
  { story: 'whose actions fail', rules: asynchronous(DIRECT.replace('OnSuccess: [', GONE)) },
];

/** What a user can see in the end. */
async function outcomeOf(world: ProcessWorld, file: SourceFile) {
  const process = await world.process(file);
  const [record] = await world.deps.journal.versions(file);
  const { sent, bigQuery } = world.cloud;
  return {
    status: process?.status,
    file: record?.status,
    error: process?.error?.reason,
    steps: await world.steps(file),
    ids: world.ids(),
    objects: world.objects(),
    // Who serves a call tells its repetitions by their key.
    calls: [...new Set(sent.map(({ request: { url, headers } }) => `${url} ${headers['idempotency-key']}`))],
    temporaryTables: bigQuery.tables.tablesOf('tmp').length,
  };
}

type Outcome = Awaited<ReturnType<typeof outcomeOf>>;

/** Tells the story to its end; `begin` begins it, and says what goes wrong in it. */
const endOf = (
  { rules, content = rows(1, 2), fails }: Story,
  begin: (world: ProcessWorld, file: SourceFile) => Promise<unknown>,
): Promise<Outcome> =>
  inMemory({ rules }, async (world) => {
    if (fails) failJobs(world, fails);
    const file = world.upload('data/a.json', content);
    await begin(world, file);
    await world.settle();
    return outcomeOf(world, file);
  });

function failJobs({ cloud: { bigQuery } }: ProcessWorld, reason: string): void {
  const course = () => ({ pendingMs: 0, runMs: 0, error: new JobError({ reason, message: 'as asked' }) });
  bigQuery.behaviour = { ...bigQuery.behaviour, course };
}

/** Hands over deps one of whose calls is disturbed. */
type Disturbing = (deps: Deps, what: (call: Call) => Disturbance) => Deps;

/** Calls are far fewer; a loop that gets here does not end. */
const MOST_CALLS = 300;

/** Tells the story with its first call disturbed, then its second, … Answers where it does not end as if nothing had been. */
async function eachCall(
  story: Story,
  begin: (world: ProcessWorld, file: SourceFile, disturbing: Disturbing) => Promise<unknown>,
): Promise<unknown[]> {
  const expected = await endOf(story, async () => undefined);
  const wrong: unknown[] = [];
  for (let at = 0; at < MOST_CALLS; at++) {
    let hit: Call | undefined;
    const disturbing: Disturbing = (deps, what) =>
      disturb(deps, (call) => {
        if (call.index !== at) return undefined;
        hit = call;
        return what(call);
      }).deps;
    const outcome = await endOf(story, (world, file) => begin(world, file, disturbing));
    if (hit === undefined) return at > 1 ? wrong : ['hardly any call was made'];
    const { name } = hit;
    const keys = Object.keys(expected) as (keyof Outcome)[];
    const differs = keys.filter((key) => JSON.stringify(outcome[key]) !== JSON.stringify(expected[key]));
    wrong.push(...differs.map((key) => ({ at: `${name} #${at}`, [key]: outcome[key], not: expected[key] })));
  }
  throw new Error(`there are more than ${MOST_CALLS} calls`);
}

const ignored = (): undefined => undefined;
const WHEN = ['before', 'after'] as const;

describe.each(STORIES)('a file $story ends the same', (story) => {
  it.each(WHEN)('when the invocation that takes it in dies just %s any call', async (isLast) => {
    const wrong = await eachCall(story, (world, file, disturbing) =>
      world
        .deliver(
          file,
          disturbing(world.deps, () => ({ isLast })),
        )
        .catch(ignored),
    );
    expect(wrong).toEqual([]);
  });

  it('when the invocation that takes it in freezes in any call, while others go on', async () => {
    const wrong = await eachCall(story, (world, file, disturbing) => {
      const freezesFor = async (): Promise<void> => void (await world.settle());
      return world
        .deliver(
          file,
          disturbing(world.deps, () => ({ freezesFor })),
        )
        .catch(ignored);
    });
    expect(wrong).toEqual([]);
  });

  it.each(WHEN)('when any call of any invocation fails just %s it takes effect', async (fails) => {
    const wrong = await eachCall(story, (world, _, disturbing) =>
      world.settle(disturbing(world.deps, (call) => ({ fails, error: transientError(call) }))),
    );
    expect(wrong).toEqual([]);
  });
});

describe.each(STORIES.filter(({ rules }) => rules.includes('Async')))('a file $story ends the same', (story) => {
  it.each(WHEN)('when the invocation that follows its first job up dies just %s any call', async (isLast) => {
    const wrong = await eachCall(story, async (world, file, disturbing) => {
      await world.deliver(file);
      const task = await world.nextTask();
      await world
        .deliver(
          task,
          disturbing(world.deps, () => ({ isLast })),
        )
        .catch(ignored);
    });
    expect(wrong).toEqual([]);
  });

  it('when the invocation that follows its first job up freezes in any call, while others go on', async () => {
    const wrong = await eachCall(story, async (world, file, disturbing) => {
      await world.deliver(file);
      const task = await world.nextTask();
      const freezesFor = async (): Promise<void> => void (await world.settle());
      await world
        .deliver(
          task,
          disturbing(world.deps, () => ({ freezesFor })),
        )
        .catch(ignored);
    });
    expect(wrong).toEqual([]);
  });
});

/** Tells the story with the first calls of a name failing, then those of the next name, … Answers where it does not end the same. */
async function eachOutage(story: Story, length: number): Promise<unknown[]> {
  const names = new Set<string>();
  const expected = await endOf(story, async (world) => {
    const { deps, calls } = disturb(world.deps, () => undefined, STORES);
    await world.settle(deps);
    for (const name of calls) names.add(name);
  });
  const wrong: unknown[] = [];
  for (const outage of names) {
    let seen = 0;
    const outcome = await endOf(story, (world) => {
      const fails = (call: Call): Disturbance | undefined =>
        call.name === outage && seen++ < length ? { fails: 'before', error: transientError(call) } : undefined;
      return world.settle(disturb(world.deps, fails, STORES).deps);
    });
    if (JSON.stringify(outcome) !== JSON.stringify(expected)) wrong.push({ outage, outcome, not: expected });
  }
  return names.size > 5 ? wrong : ['hardly any call was made'];
}

describe.each(STORIES)('a file $story ends the same', (story) => {
  it.each([2, 8])('when a call to Firestore or Cloud Storage fails %i times in a row', async (length) => {
    expect(await eachOutage(story, length)).toEqual([]);
  });
});

it.each(WHEN)(
  'a temporary table is gone when the invocation that ends its process dies just %s any call',
  async (isLast) => {
    const wrong = await eachCall({ story: '', rules: asynchronous(MOVING) }, async (world, file, disturbing) => {
      await world.deliver(file);
      await world.deliver(await world.nextTask());
      await world
        .deliver(
          await world.nextTask(),
          disturbing(world.deps, () => ({ isLast })),
        )
        .catch(ignored);
    });
    expect(wrong).toEqual([]);
  },
);
