import { BigQuery } from '@google-cloud/bigquery';
import { createQueries } from '../../functions/src/bigquery/queryRows.ts';
import { createTables } from '../../functions/src/bigquery/tables.ts';
import { createWarehouse } from '../../functions/src/bigquery/warehouse.ts';
import type { Deps } from '../../functions/src/deps.ts';
import { createHttp } from '../../functions/src/http/createHttp.ts';
import { eventIdOf } from '../../functions/src/journal/eventId.ts';
import type { SourceFile } from '../../functions/src/journal/process.ts';
import { type LocalServer, startServer } from '../unit/http/startServer.ts';
import { createOwnWorld, type OwnWorld, rows } from './ownWorld.ts';

/** Retries of a process, as few as can be told from none. */
export const MAX_RETRIES = 2;

/** Rules whose processes make different calls. `OnFailure` calls a server, which counts. */
const RULES = {
  deduplicating: 'Dest: { Table: TABLE, Transient: { Dataset: TEMP }, UniqueColumns: [ id ] }',
  copying: 'Dest: { Table: TABLE, Transient: { Dataset: TEMP } }',
  expiring: 'Dest: { Table: TABLE, Expiry: 3days }',
  direct: 'Dest: { Table: TABLE }',
} as const;

const ACTIONS = {
  exporting: '{ Action: export, Request: { Source: TABLE, DestURL: "gs://$TriggerBucket-out/$EventID.json" } }',
  inserting: '{ Action: insert, Request: { SQL: "SELECT id, name FROM TABLE", Dest: TABLE_rows, Template: TABLE } }',
} as const;

export type RuleName = keyof typeof RULES | keyof typeof ACTIONS;

function ruleOf(name: RuleName, { isAsync, failureUrl }: { isAsync: boolean; failureUrl: string }): string {
  const action = name in ACTIONS ? `${ACTIONS[name as keyof typeof ACTIONS]}, ` : '';
  return `
When: { Prefix: /data/ }
Async: ${isAsync}
${name in RULES ? RULES[name as keyof typeof RULES] : RULES.direct}
OnSuccess: [ ${action}{ Action: delete } ]
OnFailure: [ { Action: call, Request: { URL: "${failureUrl}/$EventID" } } ]
`;
}

/** A world with one file, in which things go wrong. */
export interface MatrixWorld extends OwnWorld {
  file: SourceFile;
  /** The ID of the event, and of the process. */
  eventId: string;
  /** The ids in the table that the rule `inserting` streams into; undefined where there is no such table. */
  insertedIds(): Promise<number[] | undefined>;
}

/** Counts how often the `OnFailure` of each process ran. */
export interface FailureCounter {
  url: string;
  /** Calls with one idempotency key are one run: whoever serves them tells them apart by it. */
  runsOf(eventId: string): number;
  close(): void;
}

export async function createFailureCounter(): Promise<FailureCounter> {
  const server: LocalServer = await startServer((_, response) => response.end());
  return {
    url: server.url,
    runsOf(eventId) {
      const calls = server.received.filter(({ path }) => path === `/${eventId}`);
      return new Set(calls.map(({ headers }) => headers['idempotency-key'])).size;
    },
    close: server.close,
  };
}

interface Options {
  rule: RuleName;
  isAsync?: boolean;
  failures: FailureCounter;
}

/** The world's BigQuery client does not try again by itself: one fault is one failed call. */
export async function createMatrixWorld({ rule, isAsync = true, failures }: Options): Promise<MatrixWorld> {
  const rules = ruleOf(rule, { isAsync, failureUrl: failures.url });
  const world = await createOwnWorld({ rules, maxRetries: MAX_RETRIES });
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
    async insertedIds() {
      const [exists] = await inserted.exists();
      if (!exists) return undefined;
      const [found] = await inserted.getRows({ selectedFields: 'id' });
      return found.map(({ id }) => Number(id)).sort((a, b) => a - b);
    },
  };
}
