import type { Emission } from '../emission/emission.ts';
import type { DatePart, ExpressionOf } from '../model/ast.ts';
import { SqlError } from '../model/errors.ts';
import { weekStart } from './datePart.ts';

const PARTS: Readonly<Record<string, (x: string) => string>> = {
  MICROSECOND: (x) => `(date_part('microsecond', ${x}) % 1000000)`,
  MILLISECOND: (x) => `(date_part('millisecond', ${x}) % 1000)`,
  SECOND: (x) => `date_part('second', ${x})`,
  MINUTE: (x) => `date_part('minute', ${x})`,
  HOUR: (x) => `date_part('hour', ${x})`,
  DAYOFWEEK: (x) => `(date_part('dow', ${x}) + 1)`,
  DAY: (x) => `date_part('day', ${x})`,
  DAYOFYEAR: (x) => `date_part('doy', ${x})`,
  ISOWEEK: (x) => `date_part('week', ${x})`,
  MONTH: (x) => `date_part('month', ${x})`,
  QUARTER: (x) => `date_part('quarter', ${x})`,
  YEAR: (x) => `date_part('year', ${x})`,
  ISOYEAR: (x) => `date_part('isoyear', ${x})`,
  DATE: (x) => `CAST(${x} AS DATE)`,
  TIME: (x) => `CAST(CAST(${x} AS TIMESTAMP) AS TIME)`,
  DATETIME: (x) => `CAST(${x} AS TIMESTAMP)`,
};

/** EXTRACT(part FROM x [AT TIME ZONE zone]); without a zone a timestamp is taken as UTC, the time zone of every connection. */
export function extractPart({ part, of, zone }: ExpressionOf<'extract'>, emit: Emission): string {
  const value = emit.expression(of);
  const wall = zone ? `timezone(${emit.expression(zone)}, bq_timestamp(${value}))` : value;
  if (part.name === 'WEEK') return weekNumber(part, wall);
  const sql = PARTS[part.name];
  if (!sql) throw new SqlError(`A valid date part name is required but found ${part.name}`, part);
  return sql(wall);
}

/** The days before the year's first week belong to week 0. */
function weekNumber(part: DatePart, x: string): string {
  const start = weekStart(part);
  return `((date_part('doy', ${x}) + 6 - (date_part('dow', ${x}) + ${7 - start}) % 7) // 7)`;
}
