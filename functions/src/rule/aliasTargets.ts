import { type Document, type Node, visit } from 'yaml';

/**
 * What each alias (`*name`) of a document stands for: the last anchor of that name before it. One pass for all, since
 * the YAML library goes through the document anew for each alias that it is asked for.
 */
export function aliasTargets(document: Document): ReadonlyMap<unknown, Node> {
  const anchors = new Map<string, Node>();
  const targets = new Map<unknown, Node>();
  visit(document, {
    Value(_, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
    Alias(_, alias) {
      const target = anchors.get(alias.source);
      if (target) targets.set(alias, target);
    },
  });
  return targets;
}
