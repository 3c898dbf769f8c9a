import { messageOf } from '../../src/common/messageOf.ts';
import type { RuleProblem } from '../../src/rule/problem.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { hasSql, problemsOfSql, type SqlReader } from './problemsOfSql.ts';

/** Where nobody here can read SQL, the rest of the rules is checked all the same. */
export async function lookAtSql(
  rules: readonly LoadedRule[],
  open: () => Promise<SqlReader>,
): Promise<{ problems: RuleProblem[]; notes: string[] }> {
  if (!hasSql(rules)) return { problems: [], notes: [] };
  const reader = await open();
  try {
    return { problems: await problemsOfSql(rules, reader), notes: [] };
  } catch (error) {
    return {
      problems: [],
      notes: [`SQL was not looked at: ${messageOf(error)}`],
    };
  } finally {
    await reader.close();
  }
}
