import { type FileIdentity, variablesWith } from './expand.ts';
import type { Rule } from './schema.ts';

/** How many groups of a pattern have a name (`$1` to `$9`). */
const GROUPS = 9;

/** The variables of a file whose values whoever uploads has a say in: groups of the pattern, and parameters made of them. */
export function pathVariables(rule: Rule, file: FileIdentity): string[] {
  const [a = {}, b = {}] = ['0', '1'].map((group) => variablesWith(rule, file, Array(GROUPS).fill(group)));
  return Object.keys(a).filter((name) => a[name] !== b[name]);
}
