import { actionKinds } from '../../src/action/actionKinds.ts';
import { fieldName, type RuleProblem } from '../../src/rule/problem.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { type SqlText, sqlTexts } from '../../src/rule/sqlTexts.ts';
import { parseTemplate } from '../../src/rule/template.ts';
import type { SqlReader } from '../sql/sqlReader.ts';

/** Texts of enabled rules that are no GoogleSQL, whatever their variables stand for. */
export async function problemsOfSql(rules: readonly LoadedRule[], reader: SqlReader): Promise<RuleProblem[]> {
  const found = await Promise.all(textsOf(rules).map(({ loaded, text }) => problemOf(loaded, text, reader)));
  return found.filter((problem) => problem !== undefined);
}

export const hasSql = (rules: readonly LoadedRule[]): boolean => textsOf(rules).length > 0;

const textsOf = (rules: readonly LoadedRule[]): { loaded: LoadedRule; text: SqlText }[] =>
  rules.flatMap((loaded) => {
    if (loaded.rule.Disabled === true) return [];
    return sqlTexts(loaded.rule, actionKinds)
      .filter(({ isLegacy }) => !isLegacy)
      .map((text) => ({ loaded, text }));
  });

async function problemOf(
  { url, line }: LoadedRule,
  { path, text }: SqlText,
  reader: SqlReader,
): Promise<RuleProblem | undefined> {
  const before = statementBefore(path);
  // Outside of quotes, a variable is a number, or a part of a name.
  const faults = await Promise.all(['0', 'x'].map((value) => reader.syntaxError(before + withValues(text, value))));
  const [fault] = faults;
  if (!fault || faults.includes(undefined)) return undefined;
  const column = fault.line === 1 ? fault.column - before.length : fault.column;
  const field = fieldName(path);
  const message = `${field}: ${fault.message} [at ${fault.line}:${Math.max(column, 1)}]; BigQuery would refuse it`;
  return { severity: 'error', file: url, line, column: 1, field, message };
}

const withValues = (text: string, value: string): string =>
  parseTemplate(text)
    .map((part) => (typeof part === 'string' ? part : value))
    .join('');

/** What makes a statement of a text: those of actions are statements, as is a subquery; the others are parts of one. */
function statementBefore(path: SqlText['path']): string {
  if (path.includes('Request') || path.at(-1) === 'From') return '';
  return path.at(-1) === 'UniqueOrderBy' ? 'SELECT 1 FROM t ORDER BY ' : 'SELECT ';
}
