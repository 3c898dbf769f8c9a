import { expect, it } from 'vitest';
import type { Report } from '../../../functions/src/monitor/model/report.ts';
import { createMonitor } from '../../../functions/src/monitor/monitor.ts';
import type { MemoryCloud } from '../../support/cloud/memoryCloud.ts';
import { ServiceError } from '../../support/cloud/send.ts';
import { type LiveWorld, liveWorld } from '../process/liveWorld.ts';
import { applied, planned } from '../replay/replaying.ts';

const TABLES = 12;
const FILES = 25;
const HOUR = 60;

/** What a table's rule says beside where its rows go. */
const MORE: Readonly<Record<number, string>> = {
  3: '\n  OnSuccess: [ { Action: copy, Request: { Source: shop.template, Dest: shop.copied } } ]',
};

const tableOf = (n: number): string => `shop.t${n}`;
const ruleOf = (n: number, dest = ''): string =>
  `- When: { Prefix: /data/t${n}/ }\n  Async: true\n  Batch: { Window: { DurationInSec: 60 } }\n  Dest: { Table: ${tableOf(n)}${dest} }${MORE[n] ?? ''}\n`;

const numbers = Array.from({ length: TABLES }, (_, n) => n + 1);

/** Each table's rule in a file of its own, as it should be. */
const putRules = (cloud: MemoryCloud): void => {
  for (const n of numbers) cloud.putRules(ruleOf(n), `rules/t${n}.yaml`);
};

/** From now on the jobs of these tables are refused, or hang; jobs of others end at once. */
function jobsGo({ cloud }: LiveWorld, { refused = '', hangs = '' }: { refused?: string; hangs?: string }): void {
  const isOf = (jobId: string, table: string): boolean =>
    table !== '' && jobId.startsWith(`${table.replace('.', '_')}--`);
  const { behaviour } = cloud.bigQuery;
  cloud.bigQuery.behaviour = {
    ...behaviour,
    admit: ({ name: { jobId } }) => {
      if (isOf(jobId, refused))
        throw new ServiceError(403, 'Quota exceeded: your table exceeded quota', 'quotaExceeded');
    },
    course: ({ name: { jobId } }) => ({ pendingMs: 0, runMs: isOf(jobId, hangs) ? 1_000 * 3_600_000 : 0 }),
  };
}

/** Carries out what the report says is to be done, as a person who copies its commands. */
async function carryOut({ problems }: Report, { cloud }: LiveWorld): Promise<void> {
  for (const command of problems.flatMap(({ commands }) => commands)) {
    const [, verb = '', what = '', ...rest] =
      /^npm run bqtail -- (\S+)(?: (.*))?$/
        .exec(command)
        ?.flatMap((part, n) => (n === 2 ? (part ?? '').split(' ') : [part])) ?? [];
    expect(['status', 'replay', 'explain', 'check', 'books', 'doctor']).toContain(verb);
    if (verb !== 'replay') continue;
    const options = Object.fromEntries(
      rest.flatMap((word, n) => (word.startsWith('--') ? [[word.slice(2), rest[n + 1]]] : [])),
    );
    const { project, ...filters } = options;
    expect(project).toBe('own');
    const plan = await planned(what as 'failed', cloud.deps(), { filters });
    if (plan.id) await applied(plan.id, cloud.deps());
  }
}

const NONE = async (): Promise<undefined> => undefined;
const reportOf = ({ cloud }: LiveWorld): Promise<Report> => createMonitor(cloud.deps(), NONE).report();
const told = ({ problems }: Report): string[] => problems.map(({ kind, subject }) => `${kind} ${subject}`).sort();

it('each trouble is named once, with commands that mend it, and afterwards all is well and the books are closed', async () => {
  const world = liveWorld({ rules: '[]', tables: numbers.map(tableOf), settings: { missedFileSec: 3_600 } });
  const { cloud } = world;
  putRules(cloud);
  cloud.putRules(ruleOf(2).replace('Dest:', 'Dset:'), 'rules/t2.yaml');
  jobsGo(world, { refused: tableOf(4), hangs: tableOf(5) });
  world.comes = ({ name }) => name !== 'data/t6/7.json';
  for (const n of numbers) {
    for (let file = 0; file < FILES; file++) {
      const more = n === 1 && file < 3 ? ',"new":"1"' : '';
      cloud.upload(`data/t${n}/${file}.json`, `{"id":"${n}-${file}"${more}}\n`);
    }
  }
  await world.pass(1.6 * HOUR);

  const before = await reportOf(world);
  expect(told(before)).toEqual([
    'actionFailed shop.t3',
    'hold table:shop.t4',
    'ruleError rules/t2.yaml',
    'setAside rules/t1.yaml',
    'stalled shop.t5',
  ]);

  // What somebody mends by hand; the rest is done by the commands, and by time.
  cloud.putRules(ruleOf(1, ', IgnoreUnknownValues: true'), 'rules/t1.yaml');
  cloud.putRules(ruleOf(2), 'rules/t2.yaml');
  cloud.createTable('shop.template', { id: 'STRING' });
  cloud.createTable('shop.copied', { id: 'STRING' });
  jobsGo(world, { hangs: tableOf(5) });
  await carryOut(before, world);
  jobsGo(world, {});
  await world.pass(1.2 * HOUR);

  const between = await reportOf(world);
  // The job that hung was stopped, so that its process failed: that is another trouble, with a command of its own.
  expect(told(between)).toEqual(['failed shop.t5']);
  await carryOut(between, world);
  await world.pass(2.2 * HOUR);

  const after = await reportOf(world);
  expect(after).toMatchObject({ status: 'ok', problems: [], unseen: [], backlog: { jobs: 0, waiting: 0, windows: 0 } });
  for (const n of numbers) expect(world.ids(tableOf(n)).sort(), tableOf(n)).toEqual(idsOf(n));
  expect(after.books.filter(({ isClosed }) => !isClosed)).toEqual([]);
  const sum = (side: 'loaded' | 'failed' | 'superseded'): number =>
    after.books.reduce((total, book) => total + book[side], 0);
  expect([sum('loaded'), sum('failed'), sum('superseded')]).toEqual([TABLES * FILES, 0, 3]);
  expect(after.books.flatMap(({ strays }) => strays.map(({ name }) => name))).toEqual(['data/t6/7.json']);
}, 120_000);

const idsOf = (n: number): string[] => Array.from({ length: FILES }, (_, file) => `${n}-${file}`).sort();
