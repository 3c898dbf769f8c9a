import { Emission, type Emitters } from './emission/emission.ts';
import { EMPTY_SCOPE, type Scope } from './emission/scope.ts';
import { emitExpression } from './emit/expression.ts';
import { emitQuery } from './emit/query.ts';
import { unsupportedSql } from './model/errors.ts';
import type { Statement, TranslateContext } from './model/types.ts';
import { tokenize } from './parse/lexer.ts';
import { parseScript } from './parse/script.ts';
import { isPlain, statementOf } from './statement.ts';

const EMITTERS: Emitters = { expression: emitExpression, query: emitQuery };

/**
 * GoogleSQL as statements that DuckDB runs, given the functions of `registerFunctions` and the `macros`, on a connection whose
 * TimeZone is UTC.
 *
 * All names are resolved at once. Scripts whose later statements need what earlier ones did, or that have variables or control flow,
 * are for `runScript`.
 *
 * @throws SqlError for what BigQuery would refuse too, with a position, and for what can't be translated faithfully.
 */
export function translate(sql: string, context: TranslateContext): Statement[] {
  const emit = emissionFor(sql, context);
  return parseScript(sql).map((node) => {
    if (!isPlain(node)) throw unsupportedSql('a script where a statement is expected', node);
    return statementOf(node, sql, emit);
  });
}

/** Whether there is more than one statement, or one that decides what to run: BigQuery makes a script of it, with child jobs. */
export function isScript(sql: string): boolean {
  const statements = parseScript(sql);
  return statements.length > 1 || statements.some((node) => !isPlain(node));
}

export const emissionFor = (sql: string, context: TranslateContext, scope: Scope = EMPTY_SCOPE): Emission =>
  new Emission({ context, use: { mentions: mentionsOf(sql) }, scope, emitters: EMITTERS });

function mentionsOf(sql: string): Set<string> {
  const names = tokenize(sql).filter(({ kind }) => kind === 'name' || kind === 'quoted');
  return new Set(names.flatMap(({ text }) => text.toUpperCase().split('.')));
}
