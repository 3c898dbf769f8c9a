import { quoteName } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import type { Call } from '../model/ast.ts';
import { SqlError, unsupportedSql } from '../model/errors.ts';
import { AGGREGATES } from './aggregates.ts';
import { ANALYTIC } from './analytic.ts';
import { ARRAYS } from './arrays.ts';
import { DATES } from './dates.ts';
import { JSON_FUNCTIONS } from './json.ts';
import { MATHS } from './maths.ts';
import { NOT_HERE } from './notHere.ts';
import type { FunctionRow, Rows } from './row.ts';
import { STRINGS } from './strings.ts';
import { TIMES } from './times.ts';

const FUNCTIONS: Rows = {
  ...STRINGS,
  ...MATHS,
  ...DATES,
  ...TIMES,
  ...ARRAYS,
  ...JSON_FUNCTIONS,
  ...AGGREGATES,
  ...ANALYTIC,
};

/** A function's call, by its row in the tables. */
export function emitCall(call: Call, emit: Emission): string {
  if (emit.scope.functions.has(call.name)) return `${quoteName(call.name)}(${emit.expressions(call.arguments)})`;
  const row = rowOf(call);
  const count = call.arguments.length + Object.keys(call.named).length;
  if (!call.star && (count < row.min || count > row.max)) {
    throw new SqlError(`Number of arguments does not match for function ${call.name}`, call);
  }
  if (!row.aggregate) refuseModifiers(call);
  const sql = row.sql(call, emit);
  return call.safe ? `TRY(${sql})` : sql;
}

function rowOf(call: Call): FunctionRow {
  const row = Object.hasOwn(FUNCTIONS, call.name) ? FUNCTIONS[call.name] : undefined;
  if (row) return row;
  if (NOT_HERE.test(call.name)) throw unsupportedSql(`function ${call.name}`, call);
  throw new SqlError(`Function not found: ${call.name.toLowerCase()}`, call);
}

function refuseModifiers(call: Call): void {
  if (call.over) throw new SqlError(`Function ${call.name} does not support an OVER clause`, call);
  const modified = call.distinct || call.star || call.nulls || call.having || call.orderBy.length > 0 || call.limit;
  if (modified)
    throw new SqlError(`Scalar function ${call.name} takes no DISTINCT, ORDER BY, LIMIT, HAVING or NULLS`, call);
}
