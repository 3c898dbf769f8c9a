import type { DuckDBValue } from '@duckdb/node-api';
import type { Engine } from '../engine/engine.ts';
import type { Field } from '../schema/field.ts';
import { quoteName } from '../schema/names.ts';
import { type CellRow, encodeRow, type TimestampFormat } from './encodeCell.ts';

export interface PageRequest {
  /** A table or a query in parentheses. */
  source: string;
  fields: readonly Field[];
  maxResults: number | undefined;
  /** Rows to leave out, where there is no token. */
  startIndex: number;
  pageToken: string | undefined;
  format: TimestampFormat;
}

export interface Page {
  rows: CellRow[];
  totalRows: number;
  pageToken: string | undefined;
}

/** More rows than this are several pages, whatever the caller asks for: an answer has to fit into memory. */
const MAX_ROWS = 10_000;

export function readPage(engine: Engine, request: PageRequest): Promise<Page> {
  const { source, fields, format } = request;
  const offset = request.pageToken === undefined ? request.startIndex : Number(atob(request.pageToken));
  const limit = Math.min(request.maxResults ?? MAX_ROWS, MAX_ROWS);
  const columns = fields.map(({ name }) => quoteName(name)).join(', ') || 'NULL';
  return engine.use(async (session) => {
    const [count] = await session.rows(`SELECT count(*) AS rows FROM ${source}`);
    const totalRows = Number(count?.['rows'] ?? 0);
    const values: DuckDBValue[][] =
      limit === 0 || fields.length === 0
        ? []
        : (await session.read(`SELECT ${columns} FROM ${source} LIMIT ${limit} OFFSET ${offset}`)).getRows();
    const next = offset + values.length;
    return {
      rows: values.map((row) => encodeRow(fields, row, format)),
      totalRows,
      pageToken: next < totalRows && limit > 0 && fields.length > 0 ? btoa(String(next)) : undefined,
    };
  });
}
