import { duckType } from '../schema/duckType.ts';
import type { Field } from '../schema/field.ts';
import { quoteName, quoteText } from '../schema/names.ts';

/** DuckDB's reader takes buffers of twice the longest object in each of its threads: small ones stay in the processor's cache. */
const MIN_OBJECT_BYTES = 1 << 18;

/** A DuckDB query for the rows of a file that a load task has written. `longestRow` is in bytes. */
export function rowsSql(file: string, fields: readonly Field[], longestRow: number): string {
  const columns = fields.map((field) => `${quoteText(field.name)}: ${quoteText(duckType(field, READ_AS))}`);
  return `SELECT ${fields.map(valueSql).join(', ')} FROM read_json(${quoteText(file)}, format = 'newline_delimited',
    compression = 'uncompressed', columns = {${columns.join(', ')}},
    maximum_object_size = ${Math.max(MIN_OBJECT_BYTES, longestRow + 1024)})`;
}

/** The reader takes a text for bytes as it stands; a cast from text understands the escapes that stand for bytes. */
const READ_AS = { BYTES: 'VARCHAR' };

const valueSql = (field: Field): string =>
  holdsBytes(field)
    ? `CAST(${quoteName(field.name)} AS ${duckType(field)}) AS ${quoteName(field.name)}`
    : quoteName(field.name);

const holdsBytes = ({ type, fields = [] }: Field): boolean => type === 'BYTES' || fields.some(holdsBytes);
