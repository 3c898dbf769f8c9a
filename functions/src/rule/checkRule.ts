import type { Finding } from './problem.ts';
import type { Rule } from './schema.ts';

export function checkRule(_rule: Rule): Finding[] {
  return [];
}
