import { LineCounter } from 'yaml';
import { actionKinds } from '../../../src/action/actionKinds.ts';
import { ruleSchema } from '../../../src/action/ruleReader.ts';
import { canonical } from '../../../src/rule/canonical.ts';
import type { FieldPath } from '../../../src/rule/problem.ts';
import { ruleNodes } from '../../../src/rule/ruleNodes.ts';

/** Where a field of a rule file's rule stands, from 1; of a file without errors the rules are in the order of their nodes. */
export function placeOfField(text: string, index: number, path: FieldPath): { line: number; column: number } {
  const lines = new LineCounter();
  const node = ruleNodes(text, lines, () => undefined)[index];
  if (!node) return { line: 1, column: 1 };
  const { offsetOf } = canonical(node.node, { targets: node.targets, schema: ruleSchema, kinds: actionKinds });
  const { line, col } = lines.linePos(offsetOf(path));
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}
