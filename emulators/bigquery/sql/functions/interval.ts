import type { Emission } from '../emission/emission.ts';
import type { ExpressionOf } from '../model/ast.ts';
import { SqlError, unsupportedSql } from '../model/errors.ts';

const UNITS: Readonly<Record<string, (n: string) => string>> = {
  YEAR: (n) => `to_years(CAST(${n} AS INTEGER))`,
  QUARTER: (n) => `to_months(CAST(3 * ${n} AS INTEGER))`,
  MONTH: (n) => `to_months(CAST(${n} AS INTEGER))`,
  WEEK: (n) => `to_days(CAST(7 * ${n} AS INTEGER))`,
  DAY: (n) => `to_days(CAST(${n} AS INTEGER))`,
  HOUR: (n) => `to_hours(CAST(${n} AS BIGINT))`,
  MINUTE: (n) => `to_minutes(CAST(${n} AS BIGINT))`,
  SECOND: (n) => `to_seconds(CAST(${n} AS BIGINT))`,
  MILLISECOND: (n) => `to_milliseconds(CAST(${n} AS BIGINT))`,
  MICROSECOND: (n) => `to_microseconds(CAST(${n} AS BIGINT))`,
};

/** INTERVAL n PART */
export function intervalSql(node: ExpressionOf<'interval'>, emit: Emission): string {
  if (node.to) throw unsupportedSql(`INTERVAL … ${node.part} TO ${node.to}`, node);
  const unit = UNITS[node.part];
  if (!unit) throw new SqlError(`A valid date part name is required but found ${node.part}`, node);
  return unit(emit.expression(node.value));
}
