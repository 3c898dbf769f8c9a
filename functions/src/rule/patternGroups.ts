import { compileRegex, regexFault } from './regex.ts';

/** How many groups of a pattern have a name, `$1` to `$9`. One that does not compile is reported as such; its groups are not counted. */
export function patternGroups(pattern: string | undefined): number {
  if (pattern === undefined) return 0;
  return regexFault(pattern) === undefined ? Math.min(compileRegex(pattern).groupCount(), 9) : 9;
}
