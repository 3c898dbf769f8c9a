import { createTable } from '../catalog/createTable.ts';
import { createDispositionOf, writeDispositionOf } from '../catalog/writeDisposition.ts';
import { asInTable } from '../engine/describe.ts';
import type { Field } from '../schema/field.ts';
import { type Destination, destinationOf, sqlName, type TableRef } from '../schema/names.ts';
import type { StatementOutcome } from '../state/statementOutcome.ts';
import { writeTable } from '../tables/writeTable.ts';
import { anonymousTable } from './anonymousTable.ts';
import type { QueryRun } from './queryRun.ts';
import type { Statement } from './script/statement.ts';

/** The rows are laid aside first, in their order: writing them then waits for nobody's computing. */
const STAGED = 'temp.main.query_result';

/** Runs a query; its rows go to the job's destination table, or to an anonymous one. */
export async function runSelect(run: QueryRun, { sql, fields }: Select): Promise<StatementOutcome> {
  const { configuration, record } = run;
  const rows = await laidAside(run, { sql, fields });
  const outcome = configuration.destinationTable
    ? await writeDestination(run, destinationOf(configuration.destinationTable, record.ref.projectId), rows)
    : await writeAnonymous(run, rows);
  await run.session.run(`DROP TABLE IF EXISTS ${STAGED}`);
  return outcome;
}

async function laidAside(
  { context, session }: QueryRun,
  { sql, fields }: Pick<Select, 'sql' | 'fields'>,
): Promise<Rows> {
  await context.heavyWork(() => session.run(`CREATE OR REPLACE TEMP TABLE ${STAGED} AS ${sql}`));
  return { fields, source: `SELECT * FROM ${STAGED}` };
}

type Select = Extract<Statement, { kind: 'SELECT' }>;

interface Rows {
  fields: Field[];
  /** A DuckDB query. */
  source: string;
}

const selected = (fields: Field[], table: TableRef): StatementOutcome => ({
  statistics: { statementType: 'SELECT', schema: { fields }, totalBytesProcessed: '0' },
  result: { table, fields },
});

/** https://cloud.google.com/bigquery/docs/writing-results#temporary_and_permanent_tables */
const RESULT_LIFE_MS = 86_400_000;

async function writeAnonymous(run: QueryRun, { fields, source }: Rows): Promise<StatementOutcome> {
  const { catalog } = run.context;
  const ref = await anonymousTable(run);
  return run.write(ref, async (tx) => {
    await createTable(tx, catalog.dataset(ref), { ref, fields, expirationTime: Date.now() + RESULT_LIFE_MS });
    await tx.session.run(`INSERT INTO ${sqlName(ref)} ${source}`);
    return selected(fields, ref);
  });
}

function writeDestination(
  run: QueryRun,
  destination: Destination,
  { fields, source }: Rows,
): Promise<StatementOutcome> {
  const { context, configuration } = run;
  const { timePartitioning, rangePartitioning, clustering, schemaUpdateOptions = [] } = configuration;
  return run.write(destination.table, async (tx) => {
    await writeTable(tx, context, {
      destination,
      createDisposition: createDispositionOf(configuration.createDisposition),
      writeDisposition: writeDispositionOf(configuration.writeDisposition, 'WRITE_EMPTY'),
      fields: asInTable(fields, tx.findTable(destination.table)?.fields ?? []),
      source,
      evolution: {
        mayAddFields: schemaUpdateOptions.includes('ALLOW_FIELD_ADDITION'),
        mayRelaxFields: schemaUpdateOptions.includes('ALLOW_FIELD_RELAXATION'),
        modes: 'any',
        refusal: 'Invalid schema update',
      },
      partitioning: {
        ...(timePartitioning ? { timePartitioning } : {}),
        ...(rangePartitioning ? { rangePartitioning } : {}),
      },
      clustering: clustering?.fields,
    });
    return selected(fields, destination.table);
  });
}
