import type { Node } from './messages.ts';

/** A part of a statement, in bytes of its UTF-8. */
export interface Range {
  start: number;
  end: number;
}

export const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/**
 * A node's own name and its fields. The service wraps a node in one member for each class above it, and keeps what it inherits in `parent`.
 */
export interface Flat extends Node {
  /** As `QueryStatement`, `PathExpression`. */
  readonly kind: string;
}

const WRAPPER = /^(?:ast|resolved)(\w+)Node$/;

const FLATTENED = new WeakSet<Node>();

const isFlat = (node: Node): node is Flat => FLATTENED.has(node);

/** The node within its wrappers. `kind` is empty where nothing wraps it. */
export function flatten(node: Node): Flat {
  if (isFlat(node)) return node;
  let kind = '';
  let inner = node;
  for (;;) {
    const names = Object.keys(inner);
    const [name = ''] = names;
    const [, wrapped] = names.length === 1 ? (WRAPPER.exec(name) ?? []) : [];
    if (wrapped === undefined) break;
    kind = wrapped;
    inner = inner[name] as Node;
  }
  const flat = { ...withInherited(inner), kind };
  FLATTENED.add(flat);
  return flat;
}

function withInherited(node: Node): Node {
  const { parent, ...own } = node;
  return isNode(parent) ? { ...withInherited(parent), ...own } : own;
}

/** Where a parsed node stands. @throws Error where the parser does not say. */
export function rangeOf(node: unknown): Range {
  if (isNode(node)) {
    const { parseLocationRange } = flatten(node);
    if (isNode(parseLocationRange)) {
      return { start: Number(parseLocationRange['start'] ?? 0), end: Number(parseLocationRange['end'] ?? 0) };
    }
  }
  throw new Error('A node of the parsed statement has no range.');
}

/** A node's member, flattened; undefined where it is not there. */
export function child(node: Node, name: string): Flat | undefined {
  const value = node[name];
  return isNode(value) ? flatten(value) : undefined;
}

/** A node's list, each item flattened. */
export function children(node: Node, name: string): Flat[] {
  const value = node[name];
  return Array.isArray(value) ? value.map((item: Node) => flatten(item)) : [];
}

/** All nodes within a node, itself first, each flattened. */
export function* descend(node: Node): Generator<Flat> {
  const flat = flatten(node);
  yield flat;
  for (const [name, value] of Object.entries(flat)) {
    if (name === 'parseLocationRange') continue;
    if (Array.isArray(value)) {
      for (const item of value) if (isNode(item)) yield* descend(item);
    } else if (isNode(value)) yield* descend(value);
  }
}

/** The names of a path: `d.t` is two, `` `d.t` `` one. */
export const namesOf = (path: Node): string[] => children(path, 'names').map(({ idString }) => String(idString));
