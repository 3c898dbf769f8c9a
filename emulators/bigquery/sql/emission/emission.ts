import type { Expression, Query, TablePath } from '../model/ast.ts';
import type { TableUse, TranslateContext } from '../model/types.ts';
import type { Scope } from './scope.ts';

/** The emitters that refer to each other across files. */
export interface Emitters {
  expression(expression: Expression, emit: Emission): string;
  query(query: Query, as: 'rows' | 'value', emit: Emission): string;
}

interface Parts {
  context: TranslateContext;
  use: TableUse;
  scope: Scope;
  emitters: Emitters;
}

/** Turns trees into DuckDB's SQL, within a scope. */
export class Emission {
  readonly context: TranslateContext;
  readonly use: TableUse;
  readonly scope: Scope;
  readonly #emitters: Emitters;

  constructor({ context, use, scope, emitters }: Parts) {
    this.context = context;
    this.use = use;
    this.scope = scope;
    this.#emitters = emitters;
  }

  within(changes: Partial<Scope>): Emission {
    const { context, use, scope } = this;
    return new Emission({ context, use, scope: { ...scope, ...changes }, emitters: this.#emitters });
  }

  expression(expression: Expression): string {
    return this.#emitters.expression(expression, this);
  }

  expressions(expressions: readonly Expression[]): string {
    return expressions.map((expression) => this.expression(expression)).join(', ');
  }

  /** `rows`: as a table; `value`: where each row is one value, as in ARRAY(SELECT …). */
  query(query: Query, as: 'rows' | 'value' = 'rows'): string {
    return this.#emitters.query(query, as, this);
  }

  /** Whether a path's first name is an alias of FROM, so that it is an array of it rather than a table. */
  isRange({ parts }: TablePath): boolean {
    return parts.length > 1 && this.scope.ranges.has((parts[0] ?? '').toUpperCase());
  }
}
