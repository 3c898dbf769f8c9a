import { fail, repeated } from './fail.ts';

type Dated = 'DATE' | 'TIMESTAMP' | 'TIMESTAMPTZ';

/** The first and the last that BigQuery has of a type, as DuckDB names it; DuckDB goes far beyond. */
const BOUNDS: Readonly<Record<Dated, { first: string; last: string; shown: string }>> = {
  DATE: { first: "DATE '0001-01-01'", last: "DATE '9999-12-31'", shown: 'date' },
  TIMESTAMP: {
    first: "TIMESTAMP '0001-01-01 00:00:00'",
    last: "TIMESTAMP '9999-12-31 23:59:59.999999'",
    shown: 'datetime',
  },
  TIMESTAMPTZ: {
    first: "TIMESTAMPTZ '0001-01-01 00:00:00+00'",
    last: "TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'",
    shown: 'timestamp',
  },
};

/** A value that fails outside of the years from 1 to 9999. */
export function inYears(value: string, type: Dated): string {
  return bounded(value, type, ` ELSE ${fail(`'${BOUNDS[type].shown} overflow'`, type)}`);
}

/** A value that is NULL outside of the years from 1 to 9999. */
export const orNullInYears = (value: string, type: Dated): string => bounded(value, type, '');

function bounded(value: string, type: Dated, otherwise: string): string {
  repeated(value, value);
  const { first, last } = BOUNDS[type];
  return `(CASE WHEN (${value}) IS NULL OR (${value}) BETWEEN ${first} AND ${last} THEN (${value})${otherwise} END)`;
}
