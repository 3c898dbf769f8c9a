import { compileRegex } from './regex.ts';
import type { Rule } from './schema.ts';

/** Which condition of a rule keeps it from taking a path, in words; undefined where it takes the path. */
export function whyNotMatched({ When = {}, Dest }: Rule, path: string): string | undefined {
  const { Prefix = '', Suffix = '', Filter, Exclusion } = When;
  if (!path.startsWith(Prefix)) return `the path does not begin with When.Prefix ${Prefix}`;
  if (!path.endsWith(Suffix)) return `the path does not end with When.Suffix ${Suffix}`;
  if (Filter && !compileRegex(Filter).test(path)) return `When.Filter ${Filter} does not match the path`;
  if (!Filter && Dest.Pattern && !compileRegex(Dest.Pattern).test(path)) {
    return `Dest.Pattern ${Dest.Pattern}, which is also the filter, does not match the path`;
  }
  if (Exclusion && compileRegex(Exclusion).test(path)) return `When.Exclusion ${Exclusion} matches the path`;
  return undefined;
}
