import type { Expression, Query, TablePath } from '../ast.ts';
import type { TableUse, TranslateContext } from '../types.ts';
import { emitExpression } from './expression.ts';
import { emitQuery } from './query.ts';
import type { Scope } from './scope.ts';

/** Turns trees into DuckDB's SQL, within a scope. */
export class Emission {
  readonly context: TranslateContext;
  readonly use: TableUse;
  readonly scope: Scope;

  constructor(context: TranslateContext, use: TableUse, scope: Scope) {
    this.context = context;
    this.use = use;
    this.scope = scope;
  }

  within(changes: Partial<Scope>): Emission {
    return new Emission(this.context, this.use, { ...this.scope, ...changes });
  }

  expression(expression: Expression): string {
    return emitExpression(expression, this);
  }

  expressions(expressions: readonly Expression[]): string {
    return expressions.map((expression) => this.expression(expression)).join(', ');
  }

  /** `rows`: as a table; `value`: where each row is one value, as in ARRAY(SELECT …). */
  query(query: Query, as: 'rows' | 'value' = 'rows'): string {
    return emitQuery(query, as, this);
  }

  /** Whether a path's first name is an alias of FROM, so that it is an array of it rather than a table. */
  isRange({ parts }: TablePath): boolean {
    return parts.length > 1 && this.scope.ranges.has((parts[0] ?? '').toUpperCase());
  }
}
