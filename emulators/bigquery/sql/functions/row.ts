import type { Emission } from '../emission/emission.ts';
import type { Call } from '../model/ast.ts';

/** How one function of GoogleSQL is called in DuckDB. */
export interface FunctionRow {
  min: number;
  max: number;
  /** Whether it takes DISTINCT, ORDER BY, OVER and the like. */
  aggregate?: true;
  sql(call: Call, emit: Emission): string;
}

export type Rows = Readonly<Record<string, FunctionRow>>;

const argumentsSql = (call: Call, emit: Emission): string[] => call.arguments.map((node) => emit.expression(node));

/** A function or macro of DuckDB that takes the same arguments. */
export const native = (name: string, min: number, max = min): FunctionRow => ({
  min,
  max,
  sql: (call, emit) => `${name}(${argumentsSql(call, emit).join(', ')})`,
});

/** A function written with its arguments' SQL. */
export const template = (min: number, max: number, sql: (...args: string[]) => string): FunctionRow => ({
  min,
  max,
  sql: (call, emit) => sql(...argumentsSql(call, emit)),
});

/** A function that looks at its arguments before they are SQL: parts of dates, patterns, paths. */
export const special = (min: number, max: number, sql: FunctionRow['sql']): FunctionRow => ({ min, max, sql });

/** A bare NULL has no type, which functions in JavaScript that take any type can't do with. */
export const typedNull = (sql: string): string => (sql === 'NULL' ? 'CAST(NULL AS VARCHAR)' : sql);
