import { randomUUID } from 'node:crypto';
import { BigQuery } from '@google-cloud/bigquery';
import { createQueries } from '../../functions/src/bigquery/queryRows.ts';
import { createTables } from '../../functions/src/bigquery/tables.ts';
import { createWarehouse } from '../../functions/src/bigquery/warehouse.ts';
import type { Deps } from '../../functions/src/deps/deps.ts';
import { createHttp } from '../../functions/src/http/createHttp.ts';
import { eventIdOf } from '../../functions/src/model/eventId.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import { type LocalServer, startServer } from '../support/localServer.ts';
import { createOwnWorld, type OwnWorld, rows } from './ownWorld.ts';

/** As few as can be told from none. */
const MAX_ATTEMPTS = 2;
/** Longer than the first hold on a destination whose quota is used up. */
const GIVE_UP_AFTER_HOURS = 0.2;

const DELETE = '{ Action: delete }';
/** `COUNTER` stands for the URL of a server that counts. */
const COUNT_FAILURE = '{ Action: call, Request: { URL: "COUNTER/$EventID" } }';

interface RuleText {
  dest?: string;
  batch?: string;
  onSuccess?: string;
  onFailure?: string;
}

/** Rules whose processes make different calls. */
const RULES = {
  direct: {},
  deduplicating: { dest: 'Transient: { Dataset: TEMP }, UniqueColumns: [ id ]' },
  copying: { dest: 'Transient: { Dataset: TEMP }' },
  expiring: { dest: 'Expiry: 3days' },
  exporting: {
    onSuccess: `{ Action: export, Request: { Source: TABLE, DestURL: "gs://$TriggerBucket-out/$EventID.json" } }, ${DELETE}`,
  },
  inserting: {
    onSuccess: `{ Action: insert, Request: { SQL: "SELECT id, name FROM TABLE", Dest: TABLE_rows, Template: TABLE } }, ${DELETE}`,
  },
  batching: {
    batch: `Window: { DurationInSec: 10 }, Group: { DurationInSec: 3600, OnDone: [ { Action: call, Request: { URL: "COUNTER/group-TABLE" } } ] }`,
  },
  failing: {
    onSuccess: '{ Action: move, Request: { SourceURLs: [ gs://own-nowhere/missing ], DestURL: gs://own-archive/x } }',
    onFailure: `{ Action: query, Request: { SQL: "SELECT id FROM TABLE", Dest: TABLE_failed } }, ${COUNT_FAILURE}`,
  },
} as const satisfies Record<string, RuleText>;

export type RuleName = keyof typeof RULES;

function ruleOf(name: RuleName, { isAsync, counter }: { isAsync: boolean; counter: string }): string {
  const { dest, batch, onSuccess = DELETE, onFailure = COUNT_FAILURE }: RuleText = RULES[name];
  return `
When: { Prefix: /data/ }
Async: ${isAsync}
Dest: { Table: TABLE${dest ? `, ${dest}` : ''} }
${batch ? `Batch: { ${batch} }` : ''}
OnSuccess: [ ${onSuccess} ]
OnFailure: [ ${onFailure} ]
`.replaceAll('COUNTER', counter);
}

/** A world with one file, in which things go wrong. */
export interface MatrixWorld extends OwnWorld {
  file: SourceFile;
  /** The ID of the event, and of the process. */
  eventId: string;
  /** The file's process is one of a group. */
  isBatch: boolean;
  /** The ids in the table that the rule `inserting` streams into; undefined where there is no such table. */
  insertedIds(): Promise<number[] | undefined>;
  /** How often `OnFailure` ran, and `OnDone` of the group. */
  runs(): { onFailure: number; onDone: number };
}

/** Counts how often actions ran. */
export interface Counter {
  url: string;
  /** Calls of a path with one idempotency key are one run: whoever serves them tells them apart by it. */
  runsOf(path: string): number;
  close(): void;
}

export async function createCounter(): Promise<Counter> {
  const server: LocalServer = await startServer((_, response) => response.end());
  return {
    url: server.url,
    runsOf(wanted) {
      const calls = server.received.filter(({ path }) => path === wanted);
      return new Set(calls.map(({ headers }) => headers['idempotency-key'])).size;
    },
    close: server.close,
  };
}

interface Options {
  rule: RuleName;
  isAsync?: boolean;
  /** Its calls to BigQuery are told from those of other worlds by the project. */
  inOwnProject?: boolean;
  counter: Counter;
}

/** The world's BigQuery client does not try again by itself: one fault is one failed call. */
export async function createMatrixWorld({
  rule,
  isAsync = true,
  inOwnProject = false,
  counter,
}: Options): Promise<MatrixWorld> {
  const rules = ruleOf(rule, { isAsync, counter: counter.url });
  const world = await createOwnWorld({
    rules,
    ...(inOwnProject ? { projectId: `own-${randomUUID().slice(0, 8)}` } : {}),
    settings: { maxAttempts: MAX_ATTEMPTS, giveUpAfterHours: GIVE_UP_AFTER_HOURS },
  });
  const clientFor = async (projectId: string) => new BigQuery({ projectId, autoRetry: false });
  const loopback = { except: [] };
  Object.assign(world.deps, {
    warehouse: createWarehouse(clientFor),
    tables: createTables(clientFor),
    queries: createQueries(clientFor),
    http: createHttp({ loopback }),
    settings: { ...world.deps.settings, loopback },
  } satisfies Partial<Deps>);
  const file = await world.upload('data/a.json', rows(1, 2));
  const inserted = world.dataset.table(`${world.table}_rows`);
  return {
    ...world,
    file,
    eventId: eventIdOf(file),
    isBatch: rule === 'batching',
    async insertedIds() {
      if (rule !== 'inserting') return undefined;
      const [exists] = await inserted.exists();
      if (!exists) return undefined;
      const [found] = await inserted.getRows({ selectedFields: 'id' });
      return found.map(({ id }) => Number(id)).sort((a, b) => a - b);
    },
    runs: () => ({
      onFailure: counter.runsOf(`/${eventIdOf(file)}`),
      onDone: counter.runsOf(`/group-bqtail.${world.table}`),
    }),
  };
}
