import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { newEtag } from '../catalog/createTable.ts';
import type { TableMeta } from '../catalog/meta.ts';
import { invalid, unsupported } from '../errors/apiError.ts';
import type { Call } from '../http/call.ts';
import { compileRow } from '../load/rows/compileRow.ts';
import { RowError } from '../load/rows/rowError.ts';
import { rowsSql } from '../load/rowsSql.ts';
import { destinationOf, tableName } from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import { insertRows } from '../tables/insertRows.ts';

interface StreamedRow {
  insertId?: string;
  json?: object;
}

interface InsertError {
  index: number;
  errors: { reason: string; location: string; debugInfo: string; message: string }[];
}

/** BigQuery remembers insert IDs for about a minute. */
const REMEMBERED_MS = 60_000;

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/tabledata/insertAll */
export function createRowInserter(context: StubContext): (call: Call) => Promise<object> {
  const { catalog } = context;
  const insertIds = new Map<string, number>();

  function isRepeated(table: TableMeta, { insertId }: StreamedRow): boolean {
    if (insertId === undefined) return false;
    return (insertIds.get(`${tableName(table.ref)} ${insertId}`) ?? 0) > Date.now() - REMEMBERED_MS;
  }

  function remember(table: TableMeta, rows: readonly StreamedRow[]): void {
    const now = Date.now();
    for (const [key, time] of insertIds) {
      if (time > now - REMEMBERED_MS) break;
      insertIds.delete(key);
    }
    for (const { insertId } of rows) {
      if (insertId !== undefined) insertIds.set(`${tableName(table.ref)} ${insertId}`, now);
    }
  }

  async function write(table: TableMeta, lines: readonly string[], partition: string | undefined): Promise<void> {
    const file = path.join(context.workDir, randomUUID());
    await writeFile(file, lines.join('\n'));
    const longest = lines.reduce((length, line) => Math.max(length, line.length * 3), 0);
    try {
      await catalog.transact(table.ref.projectId, async (tx) => {
        const source = rowsSql(file, table.fields, longest);
        const { partitionTimes } = await insertRows(tx, table, { fields: table.fields, source, partition });
        await tx.putTable({
          ...table,
          ...(partitionTimes ? { partitionTimes } : {}),
          lastModifiedTime: Date.now(),
          etag: newEtag(),
        });
      });
    } finally {
      await rm(file, { force: true });
    }
  }

  return async ({ params, body }) => {
    const { table: ref, partition } = destinationOf(params, '');
    const rows = (body['rows'] ?? []) as StreamedRow[];
    if (!Array.isArray(rows) || rows.length === 0) throw invalid('No rows present in the request.');
    const templateSuffix = body['templateSuffix'];
    if (templateSuffix !== undefined && templateSuffix !== null) throw unsupported('templateSuffix');
    return catalog.locks.hold([tableName(ref)], async () => {
      const table = catalog.table(ref);
      if (table.view) throw invalid(`Cannot add rows to a table of type VIEW.`);
      const { good, errors } = checkRows(rows, table, body['ignoreUnknownValues'] === true);
      if (errors.length > 0 && body['skipInvalidRows'] !== true) {
        return response([...errors, ...stopped(rows, errors)]);
      }
      const fresh = good.filter(({ row }) => !isRepeated(table, row));
      if (fresh.length > 0)
        await write(
          table,
          fresh.map(({ line }) => line),
          partition,
        );
      remember(
        table,
        fresh.map(({ row }) => row),
      );
      return response(errors);
    });
  };
}

const response = (insertErrors: InsertError[]): object => ({
  kind: 'bigquery#tableDataInsertAllResponse',
  ...(insertErrors.length > 0 ? { insertErrors: insertErrors.sort((left, right) => left.index - right.index) } : {}),
});

/** One bad row keeps the others out, too, unless the caller says otherwise. */
function stopped(rows: readonly StreamedRow[], errors: readonly InsertError[]): InsertError[] {
  const bad = new Set(errors.map(({ index }) => index));
  return rows.flatMap((_row, index) =>
    bad.has(index) ? [] : { index, errors: [{ reason: 'stopped', location: '', debugInfo: '', message: '' }] },
  );
}

function checkRows(
  rows: readonly StreamedRow[],
  table: TableMeta,
  ignoreUnknownValues: boolean,
): { good: { row: StreamedRow; line: string }[]; errors: InsertError[] } {
  const convert = compileRow(table.fields, { ignoreUnknownValues, isStreamed: true });
  const good: { row: StreamedRow; line: string }[] = [];
  const errors: InsertError[] = [];
  for (const [index, row] of rows.entries()) {
    try {
      if (!row.json) throw new RowError('');
      good.push({ row, line: JSON.stringify(convert(row.json, { changed: false, isExact: true, inexact: false })) });
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      errors.push({ index, errors: [insertError(error)] });
    }
  }
  return { good, errors };
}

/** The location has the whole path, as in `items[0].price`; messages about the kind of a field name its last part alone. */
function insertError({ message, field }: RowError): InsertError['errors'][number] {
  const name = (field.split('.').at(-1) ?? '').replace(/\[\d+\]$/, '');
  const text = message
    .replace(/^No such field: .*/s, `no such field: ${name}.`)
    .replace(/^Array specified for non-repeated field: .*/s, `Array specified for non-repeated field: ${name}.`);
  return { reason: 'invalid', location: field, debugInfo: '', message: text };
}
