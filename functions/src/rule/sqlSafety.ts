import { expand, type FileIdentity, type Variables } from './expand.ts';
import { RuleError } from './ruleError.ts';
import { BUILT_IN, OWN } from './runtimeVariables.ts';
import { referencesIn } from './template.ts';

const SAFE = /^[\p{L}\p{M}\p{N}_.:/=+\- ]*$/u;
const TRUSTED = new Set([...BUILT_IN, ...OWN]);

/**
 * Expands an SQL text. Throws a RuleError where a value that goes into it, and may come from an object's name, holds
 * anything but letters, digits, `_ . : / = + -` and space: whoever uploads chooses the name, and must not be able to
 * write SQL.
 */
export function expandSql(sql: string, variables: Variables, file: FileIdentity): string {
  for (const { name, written } of referencesIn(sql)) {
    if (TRUSTED.has(name) || !Object.hasOwn(variables, name)) continue;
    const value = String(expand<unknown>(written, variables));
    if (!SAFE.test(value)) {
      throw new RuleError(
        `the value ${JSON.stringify(value)} of $${name}, from gs://${file.bucket}/${file.name}, cannot go into SQL: it may hold letters, digits, _ . : / = + - and spaces only; rename the object, or narrow Dest.Pattern`,
      );
    }
  }
  return String(expand<unknown>(sql, variables));
}
