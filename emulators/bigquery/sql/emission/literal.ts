import { quoteText } from '../../schema/names.ts';
import type { ExpressionOf } from '../model/ast.ts';
import { type Position, SqlError } from '../model/errors.ts';

const INT64_MAX = 2n ** 63n - 1n;

/** A literal with its BigQuery type: DuckDB would take 1 for an INTEGER and 1.5 for a DECIMAL. */
export function literalSql(type: ExpressionOf<'literal'>['type'], text: string, at: Position): string {
  switch (type) {
    case 'INT64':
      return `${integer(text, at)}::BIGINT`;
    case 'FLOAT64':
      return `CAST('${text}' AS DOUBLE)`;
    case 'STRING':
      return quoteText(text);
    case 'BYTES':
      return bytesSql(Buffer.from(text, 'latin1'));
    case 'BOOL':
      return text;
    case 'NULL':
      return 'NULL';
  }
}

function integer(text: string, at: Position): string {
  const negative = text.startsWith('-');
  const value = BigInt(negative ? text.slice(1) : text) * (negative ? -1n : 1n);
  if (value > INT64_MAX || value < -INT64_MAX - 1n) throw new SqlError(`Invalid integer literal: ${text}`, at);
  return negative ? `(${value})` : String(value);
}

export const bytesSql = (bytes: Uint8Array): string => `unhex('${Buffer.from(bytes).toString('hex')}')`;

const TYPED: Readonly<Record<string, string>> = {
  DATE: 'bq_date',
  DATETIME: 'bq_datetime',
  TIME: 'bq_time',
  TIMESTAMP: 'bq_timestamp',
};

/** `DATE '2020-01-01'` and its like. */
export function typedLiteral(type: string, text: string): string {
  const macro = TYPED[type];
  if (macro) return `${macro}(${quoteText(text)})`;
  if (type === 'JSON') return `CAST(${quoteText(text)} AS JSON)`;
  return `CAST(${quoteText(text)} AS ${type.startsWith('BIG') ? 'DECIMAL(38,18)' : 'DECIMAL(38,9)'})`;
}
