import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../functions/src/monitor/model/observation.ts';
import type { Report } from '../../../functions/src/monitor/model/report.ts';
import { reportOf } from './reports.ts';
import { AT, ago, failure, fileEntry, hourEntry, processEntry, rulesOf, windowEntry } from './seen.ts';

const RULE = 'When: { Prefix: /data/ }\nDest: { Table: shop.orders }';
const TWICE = rulesOf(`- ${RULE.replace('\n', '\n  ')}\n- ${RULE.replace('\n', '\n  ')}`);
const waitingSince = (minutes: number) => ({
  waiting: { since: ago(minutes), until: ago(-5), times: 3, reason: 'quotaExceeded', message: 'Quota exceeded' },
});

interface Trouble {
  fields: Partial<Observation>;
  status: Report['status'];
  subject: string;
  says: RegExp;
  /** The last of its commands. */
  command: string;
}

const TROUBLES: Readonly<Record<string, Trouble>> = {
  dispatchSilent: {
    fields: { lastSweep: ago(6) },
    ...{ status: 'error', subject: 'bqDispatch', says: /has not run for 6 min/, command: 'doctor' },
  },
  ruleError: {
    fields: { rules: rulesOf('When: { Prefix: /data/ }\nDest: { Tabel: shop.orders }') },
    ...{ status: 'error', subject: 'rules/test.yaml', says: /left out, line 2: .*Tabel/, command: 'check' },
  },
  unruled: {
    fields: { rules: TWICE, notLoaded: [fileEntry({ status: 'unruled', error: '2 enabled rules match it' })] },
    ...{
      status: 'error',
      subject: '/data/',
      says: /1 file .*: 2 enabled rules/,
      command: 'explain gs://landing/data/a.json',
    },
  },
  unwanted: {
    fields: { unwanted: { count: 1_234, sample: [fileEntry({ status: 'unmatched', error: 'no rule matches it' })] } },
    ...{
      status: 'ok',
      subject: 'gs://landing',
      says: /1,234 files of the last day that no rule matched, by a sample of them: \/data\/ 1,234 \(no rule matches it\)/,
      command: 'replay missed',
    },
  },
  failed: {
    fields: { failed: [processEntry({ status: 'failed', error: failure('no dataset'), ended: ago(1) })] },
    ...{ status: 'error', subject: 'shop.orders', says: /1 process .* failed, with 3 files .*: no dataset/ },
    command: 'replay failed --table shop.orders',
  },
  actionFailed: {
    fields: { failed: [processEntry({ status: 'actionFailed', error: failure('no channel'), ended: ago(1) })] },
    ...{ status: 'error', subject: 'shop.orders', says: /loaded all rows, but an action failed.*no channel/ },
    command: 'replay failed --table shop.orders',
  },
  setAside: {
    fields: { notLoaded: [fileEntry({ error: 'No such field: qty', quarantinedTo: 'gs://ops/invalid_schema/a' })] },
    ...{
      status: 'error',
      subject: 'rules/test.yaml',
      says: /No such field: qty \(now gs:\/\/ops\/invalid_schema\/a\)/,
    },
    command: 'replay set-aside --rule rules/test.yaml',
  },
  books: {
    fields: {
      books: [
        {
          hour: '2026-03-02_10',
          sides: { loaded: 3, setAside: 0, failed: 0, refused: 0, superseded: 0, unmatched: 0, inFlight: 0 },
          strays: [{ name: 'data/a.json', generation: '1', why: 'process 7 loaded it', isLost: true }],
          lost: 1,
        },
      ],
    },
    ...{ status: 'error', subject: '2026-03-02 10 UTC', says: /1 file .* no side .*a\.json: process 7/ },
    command: 'status gs://landing/data/a.json',
  },
  stalled: {
    fields: { running: [processEntry({ started: ago(91) })] },
    ...{ status: 'stalled', subject: 'shop.orders', says: /the oldest runs for 91 min/ },
    command: 'replay stalled --table shop.orders',
  },
  windowOverdue: {
    fields: { windows: [windowEntry({ due: ago(16) })] },
    ...{
      status: 'stalled',
      subject: 'shop.orders',
      says: /1 window .* due for up to 16 min/,
      command: 'status shop.orders',
    },
  },
  late: {
    fields: {
      rules: rulesOf(`${RULE.slice(0, -2)}, Freshness: 2hours }`),
      tables: new Map([['shop.orders', { modified: ago(121), modificationsADay: 1_500 }]]),
    },
    ...{
      status: 'late',
      subject: 'shop.orders',
      says: /last rows 2 h ago, and 2 h was promised/,
      command: 'status shop.orders',
    },
  },
  waiting: {
    fields: { running: [processEntry(waitingSince(11))] },
    ...{
      status: 'late',
      subject: 'shop.orders',
      says: /waiting, for up to 11 min: Quota exceeded/,
      command: 'status 7',
    },
  },
  hold: {
    fields: { holds: [{ key: 'table:shop.orders', until: ago(-10), refusals: 2 }] },
    ...{ status: 'late', subject: 'table:shop.orders', says: /on hold until .* after 2 refusals/, command: 'status' },
  },
  quota: {
    fields: { hours: [hourEntry({ modifications: 900 })] },
    ...{
      status: 'ok',
      subject: 'shop.orders',
      says: /900 times .*; at this pace it is 5400 times .* allows 1500/,
      command: 'status shop.orders',
    },
  },
  refused: {
    fields: { notLoaded: [fileEntry({ status: 'refused', name: 'data/*.json', error: 'BigQuery reads * as others' })] },
    ...{
      status: 'ok',
      subject: 'rules/test.yaml',
      says: /refused .*BigQuery reads/,
      command: "status 'gs://landing/data/*.json'",
    },
  },
  unseen: {
    fields: { unseen: ['holds could not be read: gone'] },
    ...{ status: 'ok', subject: 'bqMonitor', says: /holds could not be read: gone/, command: 'doctor' },
  },
};

describe('a deployment', () => {
  it('with nothing to complain of is ok', () => {
    const report = reportOf({ running: [processEntry(waitingSince(9))], windows: [windowEntry()] });
    expect(report).toMatchObject({ status: 'ok', problems: [], dispatch: { silentSec: 60 } });
  });

  it.each(Object.entries(TROUBLES))('tells of %s, once, with what to do', (kind, trouble) => {
    const { problems, status } = reportOf(trouble.fields);
    expect(problems).toHaveLength(1);
    const [found] = problems;
    expect(found).toMatchObject({ kind, status: trouble.status, subject: trouble.subject });
    expect(found?.sentence).toMatch(trouble.says);
    expect(found?.commands.at(-1)).toBe(`npm run bqtail -- ${trouble.command}`);
    expect(status).toBe(trouble.status);
  });

  it('has the status of its worst problem, which comes first', () => {
    const fields = [TROUBLES['late'], TROUBLES['stalled'], TROUBLES['quota']].map((trouble) => trouble?.fields);
    const { status, problems } = reportOf(Object.assign({}, ...fields));
    expect(status).toBe('stalled');
    expect(problems.map((problem) => problem.status)).toEqual(['stalled', 'late', 'ok']);
  });

  it('in the cloud is named in each command', () => {
    const { problems } = reportOf({ projectId: 'acme-data', lastSweep: undefined });
    expect(problems).toMatchObject([
      { sentence: expect.stringContaining('never run'), commands: ['npm run bqtail -- doctor --project acme-data'] },
    ]);
  });
});

it('a process all of whose files were set aside is told of by them', () => {
  const summary = { filesLoaded: 0, filesSetAside: 3, rows: 0, bytes: 0 };
  const failed = [processEntry({ status: 'failed', error: failure('bad'), summary })];
  expect(reportOf({ failed, notLoaded: [fileEntry()] }).problems.map(({ kind }) => kind)).toEqual(['setAside']);
});

describe('a name that a shell would take for more', () => {
  it.each([["data/$(touch x)'.json", `'gs://landing/data/$(touch x)'\\''.json'`]])('%s is quoted', (name, word) => {
    const { problems } = reportOf({
      rules: TWICE,
      notLoaded: [fileEntry({ status: 'unruled', name, error: 'two rules' })],
    });
    expect(problems[0]?.commands).toEqual([`npm run bqtail -- explain ${word}`]);
  });
});

describe('what stalls', () => {
  it('is told by the rule', () => {
    const rules = rulesOf(`${RULE}\nStalledThresholdInSec: 60`);
    const report = reportOf({ rules, running: [processEntry({ started: ago(1.5) })] });
    expect(report.tables).toMatchObject([{ table: 'shop.orders', status: 'stalled', stalled: 1, running: 1 }]);
  });

  it('waits no longer than that either', () => {
    const { problems } = reportOf({ running: [processEntry({ started: ago(100), ...waitingSince(99) })] });
    expect(problems.map(({ kind, sentence }) => [kind, sentence])).toEqual([
      ['stalled', expect.stringContaining('waits since 2026-03-02T10:21:00.000Z: Quota exceeded')],
    ]);
  });
});

describe('the line of a table', () => {
  const tableOf = (fields: Partial<Observation>) => reportOf(fields).tables[0];

  it('adds up the hours', () => {
    const hours = [
      hourEntry({
        hour: ago(60),
        processes: 1,
        failed: 1,
        filesLoaded: 1,
        filesSetAside: 2,
        rows: 10,
        lagsMs: [9_000],
      }),
      hourEntry({ hour: ago(120), processes: 9, lagsMs: [1_000, 2_000, 3_000] }),
    ];
    expect(tableOf({ hours })?.day).toEqual({
      ...{
        processes: 10,
        failed: 1,
        files: 6,
        filesSetAside: 2,
        rows: 60,
        bytes: 1_000,
        medianLagSec: 2,
        p95LagSec: 9,
      },
      hours: [
        { hour: ago(120).toISOString(), files: 5, rows: 50, medianLagSec: 2 },
        { hour: ago(60).toISOString(), files: 1, rows: 10, medianLagSec: 9 },
      ],
    });
  });

  it('counts partitions as the table', () => {
    const running = [processEntry({ destination: 'shop.orders$20260301' }), processEntry()];
    const windows = [windowEntry({ destination: 'shop.orders$20260301' })];
    expect(tableOf({ running, windows })).toMatchObject({ table: 'shop.orders', running: 2, scheduled: 1 });
  });

  it('has more room where the table is partitioned by a column', () => {
    const tables = new Map([['shop.orders', { modified: ago(1), modificationsADay: 30_000 }]]);
    expect(tableOf({ tables, hours: [hourEntry({ modifications: 900 })] })).toMatchObject({
      ...{ status: 'ok', modifications: { today: 900, forecast: 5_400, limit: 30_000 } },
    });
  });

  it('counts modifications from midnight US Pacific', () => {
    const hours = [hourEntry({ hour: new Date('2026-03-02T08:00:00Z') }), hourEntry({ hour: ago(5 * 60) })];
    expect(tableOf({ hours })?.modifications).toEqual({ today: 2, forecast: 12, limit: 1_500 });
  });

  it('says that a table does not exist yet of which freshness is promised', () => {
    const rules = rulesOf(`${RULE.slice(0, -2)}, Freshness: 2hours }`);
    const tables = new Map([['shop.orders', { modified: undefined, modificationsADay: 1_500 }]]);
    const report = reportOf({ rules, tables });
    expect(report.problems[0]?.sentence).toContain('does not exist');
    expect(report.tables).toMatchObject([{ status: 'late', freshness: { promisedSec: 7_200 } }]);
  });
});

it('a report says who pushed the rules, when and from where', () => {
  const pushed = {
    state: 3,
    at: AT.toISOString(),
    by: 'ann@example.com',
    commit: 'abc',
    changedSince: ['rules/a.yaml'],
  };
  expect(reportOf({ rules: { rules: [], problems: [], pushed } }).rules.pushed).toEqual(pushed);
});

it('500 tables are all told of, the worst first', () => {
  const hours = Array.from({ length: 500 }, (_, n) => hourEntry({ table: `shop.t${n}` }));
  const failed = [processEntry({ destination: 'shop.t77', status: 'failed', error: failure('x') })];
  const { tables } = reportOf({ hours, failed });
  expect(tables).toHaveLength(500);
  expect(tables[0]).toMatchObject({ table: 'shop.t77', status: 'error' });
});

it('the backlog knows the oldest file', () => {
  const report = reportOf({
    ...{ backlog: { jobs: 1, waiting: 2 }, running: [processEntry({ started: ago(20) })] },
    windows: [windowEntry({ start: ago(30) }), windowEntry({ due: ago(-1) })],
  });
  expect(report.backlog).toEqual({
    ...{ jobs: 1, waiting: 2, windows: 1, windowsDue: 1, oldestFile: ago(30).toISOString() },
  });
  expect(report.at).toBe(AT.toISOString());
});
