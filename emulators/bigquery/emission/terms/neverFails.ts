import type { Flat } from '../../../googlesql/nodes.ts';

/** Whether an expression cannot fail: DuckDB's TRY hides the errors of arguments too, where SAFE hides those of the function alone. */
export const neverFails = ({ kind }: Flat): boolean => ['Literal', 'ColumnRef', 'Parameter', 'Constant'].includes(kind);
