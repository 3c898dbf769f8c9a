import fc from 'fast-check';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { whyNotMatched } from '../../src/rule/whyNotMatched.ts';

interface Affixes {
  prefix: string;
  suffix: string;
}

/** Paths that a rule takes, as far as some can be made up; with affixes, paths that have these as well. */
export function examplePaths({ rule }: LoadedRule, affixes?: Affixes): string[] {
  const { Prefix = '', Suffix = '', Filter } = rule.When ?? {};
  const { prefix, suffix } = affixes ?? { prefix: Prefix, suffix: Suffix };
  const filter = Filter || rule.Dest.Pattern;
  const middles = filter === undefined ? ['x', '1', '2026/01/31/x'] : matching(filter);
  const paths = middles.flatMap((middle) => {
    const start = prefix || '/';
    const begun = middle.startsWith(start) ? middle : `${start}${middle.replace(/^\//, '')}`;
    return [begun, `${begun}${suffix}`];
  });
  return [...new Set(paths)].filter((path) => path.startsWith('/') && whyNotMatched(rule, path) === undefined);
}

const HOW_MANY = 40;

/** Texts in which a regular expression finds something; none where it is not understood, or has too many ways. */
function matching(pattern: string): string[] {
  try {
    const [, insensitive = '', body = ''] = /^(\(\?i\))?([\s\S]*)$/.exec(pattern) ?? [];
    const expression = new RegExp(anchored(plainly(body)), insensitive === '' ? '' : 'i');
    return fc.sample(fc.stringMatching(expression, { size: 'small' }), { numRuns: HOW_MANY, seed: 1 });
  } catch {
    return [];
  }
}

/** The same without the ways of RE2 that JavaScript lacks, and with ordinary letters where any may stand. */
const plainly = (pattern: string): string =>
  pattern
    .replaceAll('(?P<', '(?<')
    .replace(/\\.|\[(?:\\.|[^\]\\])*\]|\./g, (token) => (ANY.includes(token) ? '[a-z0-9]' : token));

const ANY = ['.', '\\w', '[^/]', '\\S'];

/** Nothing is to stand around what the expression asks for. */
const anchored = (pattern: string): string =>
  pattern.includes('|')
    ? pattern
    : `${pattern.startsWith('^') ? '' : '^'}${pattern}${pattern.endsWith('$') ? '' : '$'}`;
