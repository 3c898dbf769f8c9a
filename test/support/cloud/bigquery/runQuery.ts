import type { JobConfiguration } from '../../../../functions/src/model/job.ts';
import type { TableField } from '../../../../functions/src/model/table.ts';
import { JobError } from './jobError.ts';
import type { Values } from './parseRows.ts';
import type { Finish } from './runLoad.ts';
import { parseSql, type Select, type Statement } from './sql.ts';
import { type MemoryTable, partitionOf, type TableReference, type TableStore, tableName } from './tableStore.ts';
import { writeRows } from './writeRows.ts';

type Query = NonNullable<JobConfiguration['query']>;
type Copy = NonNullable<JobConfiguration['copy']>;

export interface QueryWorld {
  projectId: string;
  tables: TableStore;
  /** A script breaks off after so many statements, for this reason; undefined: it does not. */
  breaksOff?: { after: number; error: JobError } | undefined;
  /** Told of each statement of a script that ended well. */
  ended(statementType: string): void;
}

/** Begins a query: the tables are read as they are now. Its rows are the answer where nothing is written. */
export function runQuery(query: Query, world: QueryWorld): { finish: Finish; answer: readonly Values[] } {
  const statements = parseSql(query.query ?? '', {
    projectId: world.projectId,
    datasetId: query.defaultDataset?.datasetId,
  });
  const [first] = statements;
  if (first?.kind === 'select') {
    const { rows, fields } = selected(first.select, world.tables);
    const finish = (): ReturnType<Finish> => {
      if (query.destinationTable) writeResult(query, { rows, fields }, world.tables);
      return { rows: rows.length, bytes: 0, badRecords: 0 };
    };
    return { finish, answer: rows };
  }
  return { finish: () => runScript(statements, world), answer: [] };
}

/** Begins a copy. */
export function runCopy(copy: Copy, tables: TableStore): Finish {
  const source = tables.find(copy.sourceTable as TableReference);
  if (source === undefined) throw notFound(copy.sourceTable as TableReference);
  const rows = source.rows.map(({ values }) => values);
  const destination = copy.destinationTable as TableReference;
  return () => {
    const { fields, layout } = source;
    const table = tables.find(destination) ?? tables.create(destination, { fields, layout });
    writeRows(tables, table, {
      rows,
      partition: partitionOf(destination),
      disposition: copy.writeDisposition ?? 'WRITE_EMPTY',
    });
    tables.touch(table);
    return { rows: rows.length, bytes: 0, badRecords: 0 };
  };
}

const notFound = (table: TableReference): JobError =>
  new JobError({ reason: 'notFound', message: `Not found: Table ${tableName(table)}` });

interface Result {
  rows: readonly Values[];
  fields: readonly TableField[];
}

function selected({ from, columns, uniqueBy }: Select, tables: TableStore): Result {
  const table = tables.find(from);
  if (table === undefined) throw notFound(from);
  const rows = unique(table, uniqueBy);
  if (columns === 'all') return { rows: rows.map((row) => complete(row, table)), fields: table.fields };
  const project = (row: Values): Values =>
    Object.fromEntries(
      columns.map(({ name, source }) => [name, 'literal' in source ? source.literal : (row[source.column] ?? null)]),
    );
  const fieldOf = (name: string): TableField =>
    table.fields.find((field) => field.name === name) ?? { name, type: 'STRING', mode: 'NULLABLE' };
  return { rows: rows.map(project), fields: columns.map(({ name }) => fieldOf(name)) };
}

/** A row was written before a column came to its table, or without a value for it. */
const complete = (row: Values, { fields }: MemoryTable): Values =>
  Object.fromEntries(fields.map(({ name }) => [name, row[name] ?? null]));

/** Which row of a key is kept follows from the rows alone: the one that comes first as JSON. */
function unique({ rows }: MemoryTable, keys: readonly string[]): Values[] {
  const all = rows.map(({ values }) => values);
  if (keys.length === 0) return all;
  const groups = Map.groupBy(all, (row) => JSON.stringify(keys.map((key) => row[key] ?? null)));
  return [...groups.values()].flatMap((group) => group.toSorted(byJson).slice(0, 1));
}

function byJson(a: Values, b: Values): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function writeResult(query: Query, { rows, fields }: Result, tables: TableStore): void {
  const destination = query.destinationTable as TableReference;
  const table = tables.find(destination) ?? tables.create(destination, { fields });
  writeRows(tables, table, {
    rows,
    partition: partitionOf(destination),
    disposition: query.writeDisposition ?? 'WRITE_EMPTY',
  });
  tables.touch(table);
}

/**
 * Statements take effect one after the other, each as a whole; those of a transaction all together, although each is a job that
 * ends well before the transaction is rolled back.
 */
function runScript(statements: readonly Statement[], { tables, breaksOff, ended }: QueryWorld): ReturnType<Finish> {
  const isScript = statements.length > 1;
  const last = breaksOff ? Math.min(breaksOff.after, statements.length - 1) : statements.length;
  if (isScript) for (const { kind } of statements.slice(0, last)) ended(kind.toUpperCase());
  if (breaksOff && (!isScript || statements[0]?.kind === 'begin')) throw breaksOff.error;
  const rows = statements.slice(0, last).reduce((sum, statement) => sum + runStatement(statement, tables), 0);
  if (breaksOff) throw breaksOff.error;
  return { rows, bytes: 0, badRecords: 0 };
}

function runStatement(statement: Statement, tables: TableStore): number {
  if (statement.kind === 'truncate') {
    const table = tables.find(statement.table);
    if (table === undefined) throw notFound(statement.table);
    table.rows = [];
  }
  if (statement.kind !== 'insert') return 0;
  const table = tables.find(statement.into);
  if (table === undefined) throw notFound(statement.into);
  const { rows } = selected(statement.select, tables);
  writeRows(tables, table, { rows, partition: undefined, disposition: 'WRITE_APPEND' });
  return rows.length;
}
