import { messageOf } from '../../src/common/messageOf.ts';
import { fieldName, type RuleProblem } from '../../src/rule/problem.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import type { SqlReader } from '../sql/sqlReader.ts';
import type { TableSource } from '../sql/tableSource.ts';
import { examplePaths } from './examplePaths.ts';
import { atFields } from './names/atFields.ts';
import { problemsOfNames } from './names/problemsOfNames.ts';
import { hasSql, problemsOfSql } from './problemsOfSql.ts';

/** What it takes to look at the SQL of rules. */
export interface SqlWorld {
  openSqlReader: () => Promise<SqlReader>;
  /** The project of tables that name none. */
  projectId: string;
  /** Who knows the columns of tables, and how others get to be known, in a few words. */
  tables: { look: TableSource; help: string };
  /** The texts of the rule files, by the names that the rules have them by. */
  texts: ReadonlyMap<string, string>;
}

/** Where nobody here can read SQL, the rest of the rules is checked all the same. */
export async function lookAtSql(
  rules: readonly LoadedRule[],
  { openSqlReader, projectId, tables: { look, help }, texts }: SqlWorld,
): Promise<{ problems: RuleProblem[]; notes: string[] }> {
  if (!hasSql(rules)) return { problems: [], notes: [] };
  const reader = await openSqlReader();
  try {
    const ofSyntax = await problemsOfSql(rules, reader);
    const { problems: ofNames, unknown } = await problemsOfNames(rules, {
      ...{ reader, projectId, look },
      pathOf: (loaded) => examplePaths(loaded).at(-1),
      isFaulty: ({ url, line }, path) =>
        ofSyntax.some((one) => one.file === url && one.line === line && one.field === fieldName(path)),
    });
    const notes = unknown.length === 0 ? [] : [`names in SQL were not checked for ${unknown.join(', ')}: ${help}`];
    return { problems: atFields([...ofSyntax, ...ofNames], { rules, texts }), notes };
  } catch (error) {
    return {
      problems: [],
      notes: [`SQL was not checked: ${messageOf(error)}`],
    };
  } finally {
    await reader.close();
  }
}
