import type { FieldType } from '../../schema/field.ts';
import { plainDecimal } from '../rows/decimal.ts';
import { dateOf, timeOf, timestampOf } from '../rows/timeFormats.ts';

/** BigQuery looks at up to this many rows. https://cloud.google.com/bigquery/docs/schema-detect */
export const SAMPLED_ROWS = 500;

/** The narrowest type that a text reads as. */
export function guessType(text: string): FieldType {
  if (/^(?:true|false)$/i.test(text)) return 'BOOLEAN';
  if (/^[+-]?\d+$/.test(text)) return fitsInt64(text) ? 'INTEGER' : 'FLOAT';
  if (plainDecimal(text) !== undefined) return 'FLOAT';
  if (dateOf(text) !== undefined) return 'DATE';
  if (timeOf(text) !== undefined) return 'TIME';
  // https://cloud.google.com/bigquery/docs/schema-detect#date_and_time_values: with or without a zone.
  if (/^\d{4}[-/]\d.*:/.test(text) && timestampOf(text) !== undefined) return 'TIMESTAMP';
  return 'STRING';
}

const fitsInt64 = (text: string): boolean =>
  BigInt.asIntN(64, BigInt(text.replace('+', ''))) === BigInt(text.replace('+', ''));

/** The type that holds values of both. */
export function commonType(left: FieldType, right: FieldType): FieldType {
  if (left === right) return left;
  const pair = [left, right];
  if (pair.every((type) => type === 'INTEGER' || type === 'FLOAT')) return 'FLOAT';
  if (pair.every((type) => type === 'DATE' || type === 'TIMESTAMP')) return 'TIMESTAMP';
  return 'STRING';
}
