import { describe, expect, it } from 'vitest';
import type { Deps } from '../../../functions/src/deps/deps.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { applyReplay } from '../../../functions/src/replay/applyReplay.ts';
import { type Call, type Disturbance, disturb } from '../../support/disturb.ts';
import { inMemory, type ProcessWorld, rows } from '../process/processWorld.ts';
import { type Asked, jobsFail, planned, WHO } from './replaying.ts';

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess: [ { Action: call, Request: { URL: "https://example.com/done" } } ]
OnFailure: [ { Action: call, Request: { URL: "https://example.com/failed" } } ]
`;
const MOVING = RULE.replace('shop.orders', 'shop.orders, Transient: { Dataset: tmp }, UniqueColumns: [ id ]');
const DELETING = RULE.replace('OnSuccess: [', 'OnSuccess: [ { Action: delete },');
const BATCH = `${RULE}Batch: { Window: { DurationInSec: 20 } }\n`;

interface Story {
  story: string;
  rules: string;
  subject: Parameters<typeof planned>[0];
  asked?: Asked;
  /** Brings the files to where they are to be replayed from. */
  prepare(world: ProcessWorld): Promise<SourceFile[]>;
}

const upload = (world: ProcessWorld): SourceFile[] => [1, 2].map((n) => world.upload(`data/${n}.json`, rows(n)));

async function failed(world: ProcessWorld): Promise<SourceFile[]> {
  jobsFail(world.cloud, 'accessDenied');
  const files = upload(world);
  await world.settle();
  jobsFail(world.cloud);
  return files;
}

async function loaded(world: ProcessWorld): Promise<SourceFile[]> {
  const files = upload(world);
  await world.settle();
  return files;
}

async function unmatched(world: ProcessWorld): Promise<SourceFile[]> {
  world.cloud.putRules(RULE.replace('/data/', '/other/'));
  const files = upload(world);
  await world.settle();
  world.cloud.putRules(RULE);
  await world.cloud.clock.sleep(120_000);
  return files;
}

/** Files that became good ones, as far as the rules and the tables go, after they were set aside. */
async function setAside(world: ProcessWorld): Promise<SourceFile[]> {
  world.cloud.createTable('shop.strict', { id: 'INTEGER', name: 'INTEGER' });
  world.cloud.putRules(DELETING.replace('shop.orders', 'shop.strict'));
  const files = upload(world);
  await world.settle();
  world.cloud.putRules(DELETING);
  await world.cloud.clock.sleep(120_000);
  return files;
}

const STORIES: Story[] = [
  { story: 'processes that failed', rules: RULE, subject: 'failed', prepare: failed },
  { story: 'processes that failed before they moved their rows', rules: MOVING, subject: 'failed', prepare: failed },
  { story: 'a batch that failed', rules: BATCH, subject: 'failed', prepare: failed },
  { story: 'files that no rule had wanted', rules: RULE, subject: 'missed', prepare: unmatched },
  { story: 'files that were set aside', rules: DELETING, subject: 'set-aside', prepare: setAside },
  {
    story: 'loaded files, by force',
    rules: RULE,
    subject: { what: 'prefix', url: 'gs://landing/data/' },
    asked: { force: true, reason: 'the table was truncated' },
    prepare: loaded,
  },
];

async function outcomeOf(world: ProcessWorld, files: readonly SourceFile[]) {
  const entries = await world.deps.replays.entries(files);
  const documents = world.cloud.firestore.documents;
  return {
    ids: world.ids(),
    objects: world.objects(),
    entries: entries.map((entry) => entry && { status: entry.status, reloads: entry.reloads, process: entry.process }),
    processes: documents.paths('journal').map((path) => `${path} ${documents.get(path)?.fields['status']}`).length,
    statuses: documents.paths('journal').map((path) => documents.get(path)?.fields['status']),
    calls: [...new Set(world.cloud.sent.map(({ request }) => `${request.url} ${request.headers['idempotency-key']}`))]
      .length,
    temporaryTables: world.cloud.bigQuery.tables.tablesOf('tmp').length,
  };
}

type Outcome = Awaited<ReturnType<typeof outcomeOf>>;

/** Tells the story to its end: the plan is carried out as the test says, then once more, and all settles. */
const endOf = (
  { rules, subject, asked, prepare }: Story,
  first: (world: ProcessWorld, apply: (deps: Deps) => Promise<unknown>) => Promise<unknown>,
): Promise<Outcome> =>
  inMemory({ rules }, async (world) => {
    const files = await prepare(world);
    const { id } = await planned(subject, world.deps, asked);
    if (id === undefined) throw new Error('there is nothing to replay');
    await first(world, (deps) => applyReplay({ id, by: WHO }, deps));
    await applyReplay({ id, by: WHO }, world.deps);
    await world.settle();
    return outcomeOf(world, files);
  });

/** Calls are far fewer; a loop that gets here does not end. */
const MOST_CALLS = 200;

async function eachCall(
  story: Story,
  what: (call: Call) => Disturbance,
  meanwhile: (world: ProcessWorld) => Promise<unknown> = async () => undefined,
): Promise<unknown[]> {
  const expected = await endOf(story, async () => undefined);
  const wrong: unknown[] = [];
  for (let at = 0; at < MOST_CALLS; at++) {
    let hit: Call | undefined;
    const outcome = await endOf(story, async (world, apply) => {
      const disturbed = disturb(world.deps, (call) => {
        if (call.index !== at) return undefined;
        hit = call;
        return what(call);
      });
      await apply(disturbed.deps).catch(() => undefined);
      await meanwhile(world);
    });
    if (hit === undefined) return at > 1 ? wrong : ['hardly any call was made'];
    const { name } = hit;
    const keys = Object.keys(expected) as (keyof Outcome)[];
    const differs = keys.filter((key) => JSON.stringify(outcome[key]) !== JSON.stringify(expected[key]));
    wrong.push(...differs.map((key) => ({ at: `${name} #${at}`, [key]: outcome[key], not: expected[key] })));
  }
  throw new Error(`there are more than ${MOST_CALLS} calls`);
}

describe.each(STORIES)('a replay of $story ends the same', (story) => {
  it('when who carries it out dies just before any call, and it is repeated at once', async () => {
    expect(await eachCall(story, () => ({ isLast: 'before' }))).toEqual([]);
  });

  it('when who carries it out dies just after any call, all settles, and it is repeated', async () => {
    expect(
      await eachCall(
        story,
        () => ({ isLast: 'after' }),
        (world) => world.settle(),
      ),
    ).toEqual([]);
  });

  it('when it is carried out three times at once', async () => {
    const expected = await endOf(story, async () => undefined);
    const outcome = await endOf(story, (world, apply) => Promise.all([1, 2, 3].map(() => apply(world.deps))));
    expect(outcome).toEqual(expected);
  });
});
