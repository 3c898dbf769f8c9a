import { readRules } from '../../../functions/src/action/ruleReader.ts';
import type { FileEntry, ProcessEntry, WindowEntry } from '../../../functions/src/journal/register.ts';
import type { Observation, TableHour } from '../../../functions/src/monitor/model/observation.ts';

export const AT = new Date('2026-03-02T12:00:00Z');

export const ago = (minutes: number): Date => new Date(AT.getTime() - minutes * 60_000);

/** A deployment with nothing to complain of, and what is given in place of that. */
export const seen = (fields: Partial<Observation> = {}): Observation => ({
  ...{ at: AT, projectId: 'demo-bqtail', triggerBucket: 'landing', lastSweep: ago(1) },
  ...{ rules: { rules: [], problems: [] }, backlog: { jobs: 0, waiting: 0 } },
  ...{
    running: [],
    failed: [],
    notLoaded: [],
    unwanted: { count: 0, sample: [] },
    windows: [],
    holds: [],
    hours: undefined,
    tables: new Map(),
    books: [],
    unseen: [],
  },
  ...fields,
});

export const rulesOf = (text: string): Observation['rules'] => readRules('rules/test.yaml', text);

export const processEntry = (fields: Partial<ProcessEntry> = {}): ProcessEntry => ({
  ...{ processId: '7', status: 'running', rule: 'rules/test.yaml', destination: 'shop.orders', mode: 'async' },
  ...{ source: 'gs://landing/data/a.json', files: 3, steps: [], waits: 0, started: ago(2), progressed: ago(2) },
  ...fields,
});

export const fileEntry = (fields: Partial<FileEntry> = {}): FileEntry => ({
  ...{ eventId: '7', generation: '1', size: 10, rule: 'rules/test.yaml', status: 'setAside', received: ago(3) },
  ...{ bucket: 'landing', name: 'data/a.json', created: ago(4) },
  ...fields,
});

export const windowEntry = (fields: Partial<WindowEntry> = {}): WindowEntry => ({
  ...{ id: 'w', destination: 'shop.orders', start: ago(5), end: ago(1), due: ago(1), owner: '7' },
  ...fields,
});

export const hourEntry = (fields: Partial<TableHour> = {}): TableHour => ({
  ...{ table: 'shop.orders', hour: new Date('2026-03-02T10:00:00Z'), processes: 2, failed: 0, filesLoaded: 5 },
  ...{ filesSetAside: 0, rows: 50, bytes: 500, modifications: 2, lagsMs: [1_000, 3_000] },
  ...fields,
});

export const failure = (message: string, reason = 'notFound'): NonNullable<ProcessEntry['error']> => ({
  ...{ kind: 'permanent', reason, message, details: [] },
});
