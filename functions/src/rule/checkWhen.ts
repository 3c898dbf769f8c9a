import { errorAt, type Finding } from './problem.ts';
import { regexFault } from './regex.ts';
import type { Rule } from './schema.ts';

/**
 * The conditions of a rule. A rule without any would take every file of the bucket, which is hardly ever meant and
 * makes every other rule ambiguous: whoever means it writes `Prefix: /`.
 */
export function checkWhen({ When = {}, Dest }: Rule): Finding[] {
  const { Prefix, Suffix, Filter, Exclusion } = When;
  const findings: Finding[] = [];
  if (![Prefix, Suffix, Filter, Exclusion, Dest.Pattern].some(Boolean)) {
    findings.push(
      errorAt(
        ['When'],
        'When has no condition, so the rule would match every file; give it a Prefix (/ for every file)',
      ),
    );
  }
  if (Prefix && !Prefix.startsWith('/')) {
    findings.push(
      errorAt(
        ['When', 'Prefix'],
        `When.Prefix ${Prefix} never matches, since paths begin with a slash; write /${Prefix}`,
      ),
    );
  }
  const regexes = [
    { path: ['When', 'Filter'], pattern: Filter },
    { path: ['When', 'Exclusion'], pattern: Exclusion },
    { path: ['Dest', 'Pattern'], pattern: Dest.Pattern },
  ];
  for (const { path, pattern } of regexes) {
    const fault = pattern === undefined ? undefined : regexFault(pattern);
    if (fault)
      findings.push(errorAt(path, `${path.join('.')} is no regular expression (RE2): ${fault}; mend it there`));
  }
  return findings;
}
