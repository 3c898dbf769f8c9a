import type { RuleProblem } from '../../src/rule/problem.ts';

/** A problem of a rule as editors find it: `rules/orders.yaml:3:9 error …`. */
export const problemLine = ({ file, line, column, severity, message }: RuleProblem): string =>
  `${file}:${line}:${column} ${severity} ${message}`;
