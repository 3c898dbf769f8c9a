import { z } from 'zod';
import type { InsertRow } from '../bigquery/tables.ts';
import { hasPartition } from '../common/partition.ts';
import { Failure, permanent } from '../failure/failure.ts';
import { fullTableName as shownTable, type TableName } from '../model/table.ts';
import type { ActionContext } from './actionKind.ts';
import { defineAction } from './defineAction.ts';
import { sqlText } from './fill/sqlText.ts';
import { tableNameText, wholeTableNameText } from './fill/tableNameText.ts';
import { plainText } from './fill/textKind.ts';
import { makeLike } from './makeLike.ts';
import { needsOne } from './needs.ts';
import { refusedRows } from './refusedRows.ts';
import { rowChunks } from './rowChunks.ts';
import { tableNamed } from './tableNamed.ts';

const row = z.record(z.string(), z.unknown());

const request = z.strictObject({
  SQL: z.string().optional().describe('A query whose rows are streamed.'),
  Data: z.unknown().optional().describe('A row, a list of rows, or a variable that holds them.'),
  Dest: z.string().describe('The table that gets the rows; a partition is refused.'),
  Template: z.string().optional().describe('A Dest that is missing is made like this table.'),
});

/** Streams rows into a table, each with an insert ID. */
export const insertAction = defineAction({
  name: 'insert',
  alsoCalled: ['stream'],
  help: 'Streams rows into a table.',
  request,
  texts: { SQL: sqlText, Data: plainText, Dest: wholeTableNameText, Template: tableNameText },
  check: ({ SQL, Data }, path) => needsOne({ SQL, Data }, path),
  filled: request.extend({
    Data: z
      .union([z.array(row), row.transform((only) => [only])], { error: 'must be a row or a list of rows' })
      .optional(),
  }),

  async run({ SQL, Data = [], Dest, Template }, context) {
    const { deps, idempotencyKey } = context;
    const dest = tableNamed(Dest, deps);
    if (hasPartition(dest.tableId)) {
      throw permanent('invalid', `insert: Dest ${Dest} is a partition; name the table, its rows find their partition`);
    }
    if (Template !== undefined) await makeLike(dest, tableNamed(Template, deps), deps);
    const { assertMayAct } = context;
    const rows =
      SQL === undefined ? Data : deps.queries.rows(SQL, await jobFor(dest, context), { assertMayAct, most: MOST });
    for await (const chunk of rowChunks(rows, idempotencyKey)) {
      assertMayAct();
      await insertChunk(dest, chunk, context);
    }
    return { notes: [] };
  },
});

/**
 * What does not fit into one invocation would begin again with its first row in the next, over and over, and BigQuery forgets insert IDs
 * after about a minute. So many rows of up to 10 KB each are 200 calls.
 */
const MOST = { rows: 100_000, instead: 'take the action query with Dest and Append' };

/** The same job in every repetition, so that each row has the same place, and ID, every time. */
const jobFor = async (dest: TableName, { deps, idempotencyKey }: ActionContext) => ({
  projectId: deps.settings.projectId,
  location: await deps.warehouse.locationOf(dest),
  jobId: `rows_${idempotencyKey}`,
});

/** How often, and how long each time, a table that is new is waited for. */
const TRIES = 6;
const PAUSE_MS = 5_000;

/** The streaming API may not know a table yet that was made a moment ago. */
async function insertChunk(dest: TableName, chunk: readonly InsertRow[], { deps }: ActionContext): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await deps.tables.insert(dest, chunk);
      return;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const isNew = error.reason === 'notFound' && (await deps.tables.find(dest)) !== undefined;
      if (!isNew) throw refusedRows(error);
      if (tries === TRIES) throw stillNew(dest, error);
      await deps.clock.sleep(PAUSE_MS);
    }
  }
}

const stillNew = (dest: TableName, cause: Failure): Failure =>
  new Failure({
    kind: 'transient',
    reason: 'notFound',
    message: `insert: BigQuery cannot stream into ${shownTable(dest)} yet, which is new`,
    cause,
  });
