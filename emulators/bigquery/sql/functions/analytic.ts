import { SqlError } from '../model/errors.ts';
import { aggregation } from './modifiers.ts';
import type { FunctionRow, Rows } from './row.ts';

/** A function that needs an OVER clause. */
const analytic = (name: string, min: number, max = min): FunctionRow => ({
  min,
  max,
  aggregate: true,
  sql: (call, emit) => {
    if (!call.over) throw new SqlError(`Analytic function ${call.name} cannot be called without an OVER clause`, call);
    const args = call.arguments.map((node) => emit.expression(node));
    return aggregation({ name, arguments: args, nulls: call.nulls }, call, emit);
  },
});

export const ANALYTIC: Rows = {
  CUME_DIST: analytic('cume_dist', 0),
  DENSE_RANK: analytic('dense_rank', 0),
  FIRST_VALUE: analytic('first_value', 1),
  LAG: analytic('lag', 1, 3),
  LAST_VALUE: analytic('last_value', 1),
  LEAD: analytic('lead', 1, 3),
  NTH_VALUE: analytic('nth_value', 2),
  NTILE: analytic('ntile', 1),
  PERCENTILE_CONT: analytic('quantile_cont', 2),
  PERCENTILE_DISC: analytic('quantile_disc', 2),
  PERCENT_RANK: analytic('percent_rank', 0),
  RANK: analytic('rank', 0),
  ROW_NUMBER: analytic('row_number', 0),
};
