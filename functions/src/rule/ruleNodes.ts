import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml';
import { messageOf } from '../common/messageOf.ts';
import { aliasTargets } from './aliasTargets.ts';
import type { RuleProblem } from './problem.ts';

const NO_RULE =
  'this is no rule: a file holds a rule, which is a map of fields such as When and Dest, or a list of rules';

/** What aliases stand for. */
type Targets = ReadonlyMap<unknown, Node>;

/** A YAML node that is to be a rule. */
export interface RuleNode {
  node: Node;
  targets: Targets;
}

/** Told of a problem; `offset` is from the beginning of the text. */
export type Report = (severity: RuleProblem['severity'], offset: number, field: string, message: string) => void;

/** The YAML nodes of a file that are to be rules; what else is in it is reported. Never throws. */
export function ruleNodes(text: string, lines: LineCounter, report: Report): RuleNode[] {
  return documentsOf(text, lines, report).flatMap(({ document, targets }) => {
    const root = document.contents;
    const [error] = document.errors;
    // What follows the first error is mostly its echo.
    if (error) report('error', error.pos[0], '', `this is not valid YAML: ${error.message}`);
    for (const { message, pos } of document.warnings) report('warning', pos[0], '', message);
    if (error || root === null || (isScalar(root) && root.value === null)) return [];
    return (isSeq(root) ? root.items : [root]).flatMap((item) => {
      const node = isAlias(item) ? targets.get(item) : item;
      if (isMap(node)) return [{ node, targets }];
      report('error', (isNode(item) ? item : root).range?.[0] ?? 0, '', NO_RULE);
      return [];
    });
  });
}

function documentsOf(text: string, lines: LineCounter, report: Report): { document: Document; targets: Targets }[] {
  try {
    const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
    return Array.isArray(documents)
      ? documents.map((document: Document) => ({ document, targets: aliasTargets(document) }))
      : [];
  } catch (error) {
    // The YAML library recurses, so that thousands of brackets exhaust the stack.
    report('error', 0, '', `this cannot be read as YAML: ${messageOf(error)}`);
    return [];
  }
}
