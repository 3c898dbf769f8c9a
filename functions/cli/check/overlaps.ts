import type { RuleProblem } from '../../src/rule/problem.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { whyNotMatched } from '../../src/rule/whyNotMatched.ts';
import { examplePaths } from './examplePaths.ts';

/** Warns of enabled rules that take the same files, with a path that shows it: such files are left alone. */
export function overlaps(rules: readonly LoadedRule[]): RuleProblem[] {
  const enabled = rules.filter(({ rule }) => rule.Disabled !== true);
  return enabled.flatMap((later, index) =>
    enabled.slice(0, index).flatMap((earlier) => {
      const path = commonPath(earlier, later);
      if (path === undefined) return [];
      const message = `this rule and the one at ${earlier.url}:${earlier.line} both take ${path}: bqtail does not load such a file; narrow the When of one rule, or disable it`;
      return [{ severity: 'warning' as const, file: later.url, line: later.line, column: 1, field: 'When', message }];
    }),
  );
}

function commonPath(a: LoadedRule, b: LoadedRule): string | undefined {
  const prefix = longer(a.rule.When?.Prefix ?? '', b.rule.When?.Prefix ?? '', (one, other) => one.startsWith(other));
  const suffix = longer(a.rule.When?.Suffix ?? '', b.rule.When?.Suffix ?? '', (one, other) => one.endsWith(other));
  if (prefix === undefined || suffix === undefined) return undefined;
  const affixes = { prefix, suffix };
  // Made from the rule whose expression asks for more; the other need only agree.
  const paths = [...examplePaths(a, affixes), ...examplePaths(b, affixes)];
  return paths.find((path) => whyNotMatched(a.rule, path) === undefined && whyNotMatched(b.rule, path) === undefined);
}

/** Of two conditions the one that implies the other; undefined where no path can meet both. */
function longer(a: string, b: string, implies: (one: string, other: string) => boolean): string | undefined {
  if (implies(a, b)) return a;
  return implies(b, a) ? b : undefined;
}
