import { Emission, type Emitters } from './emission/emission.ts';
import { EMPTY_SCOPE, type Scope } from './emission/scope.ts';
import { emitExpression } from './emit/expression.ts';
import { emitQuery } from './emit/query.ts';
import type { Statement, TranslateContext } from './model/types.ts';
import { tokenize } from './parse/lexer.ts';
import { parseScript } from './parse/script.ts';
import { statementOf } from './statement.ts';

const EMITTERS: Emitters = { expression: emitExpression, query: emitQuery };

/**
 * GoogleSQL as statements that DuckDB runs, given the functions of `registerFunctions` and the `macros`, on a connection whose
 * TimeZone is UTC.
 *
 * All names are resolved at once: a statement that needs what an earlier one did is translated after that has run.
 *
 * @throws SqlError for what BigQuery would refuse too, with a position, and for what can't be translated faithfully.
 */
export function translate(sql: string, context: TranslateContext): Statement[] {
  const emit = emissionFor(sql, context);
  return parseScript(sql).map((node) => statementOf(node, sql, emit));
}

/** Whether there is more than one statement. */
export const isScript = (sql: string): boolean => parseScript(sql).length > 1;

export const emissionFor = (sql: string, context: TranslateContext, scope: Scope = EMPTY_SCOPE): Emission =>
  new Emission({ context, use: { mentions: mentionsOf(sql) }, scope, emitters: EMITTERS });

function mentionsOf(sql: string): Set<string> {
  const names = tokenize(sql).filter(({ kind }) => kind === 'name' || kind === 'quoted');
  return new Set(names.flatMap(({ text }) => text.toUpperCase().split('.')));
}
