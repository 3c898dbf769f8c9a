import { describe, expect, it } from 'vitest';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { type Call, type Disturbance, disturb } from '../../support/disturb.ts';
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

const STORIES = [
  { story: 'that is loaded', rules: asynchronous(DIRECT) },
  { story: 'that is loaded while its invocation waits', rules: DIRECT },
  { story: 'that is loaded through a temporary table', rules: asynchronous(MOVING) },
  { story: 'that is loaded through a temporary table while its invocation waits', rules: MOVING },
  { story: 'that is set aside', rules: asynchronous(DIRECT), content: `${rows(1)}{"id":"x"}\n` },
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
type Story = (typeof STORIES)[number];

/** Tells the story to its end; `begin` begins it, and says what goes wrong in it. */
const endOf = (
  { rules, content = rows(1, 2) }: Story,
  begin: (world: ProcessWorld, file: SourceFile) => Promise<unknown>,
): Promise<Outcome> =>
  inMemory({ rules }, async (world) => {
    const file = world.upload('data/a.json', content);
    await begin(world, file);
    await world.settle();
    return outcomeOf(world, file);
  });

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
    if (hit === undefined) return at > 5 ? wrong : ['hardly any call was made'];
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
