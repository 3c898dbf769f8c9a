import { ownName } from '../../rule/ownName.ts';
import { RuleError } from '../../rule/ruleError.ts';
import type { Rule } from '../../rule/schema.ts';

/** The one table that all files of a rule go to; undefined where it depends on the file. */
export function fixedTable({ Dest }: Pick<Rule, 'Dest'>, ownProjectId: string): string | undefined {
  try {
    return ownName(Dest.Table, ownProjectId);
  } catch (error) {
    if (error instanceof RuleError) return undefined;
    throw error;
  }
}
