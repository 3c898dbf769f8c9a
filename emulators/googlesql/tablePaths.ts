import type { Node } from './messages.ts';
import { child, children, type Flat, flatten, isNode, namesOf, type Range, rangeOf } from './nodes.ts';

/** A table as a statement names it. */
export interface TablePath {
  /** As written: `` `d.t` `` is one name. */
  names: string[];
  range: Range;
  /** The table that INSERT, UPDATE, DELETE, MERGE or TRUNCATE changes. */
  isTarget: boolean;
  /** Whether the statement gives it another name. */
  hasAlias: boolean;
}

/** The paths that may be tables, without those of WITH queries. */
export function tablePaths(statement: Node): TablePath[] {
  return pathsIn(flatten(statement), new Set());
}

function pathsIn(node: Flat, queries: ReadonlySet<string>): TablePath[] {
  const own = ownPath(node, queries);
  const withClause = child(node, 'withClause');
  if (!withClause) return [...own, ...pathsOfParts(node, queries)];
  const isRecursive = withClause['recursive'] === true;
  const entries = children(withClause, 'with');
  const visible = new Set([...queries, ...(isRecursive ? entries.map(nameOfEntry) : [])]);
  const found = entries.flatMap((entry) => {
    const inside = pathsOfParts(entry, new Set(visible));
    visible.add(nameOfEntry(entry));
    return inside;
  });
  return [...own, ...found, ...pathsOfParts(node, visible)];
}

const nameOfEntry = (entry: Flat): string => String(child(entry, 'alias')?.['idString']).toUpperCase();

/** What `pathsIn` goes through itself. */
const NO_PARTS: ReadonlySet<string> = new Set(['parseLocationRange', 'targetPath', 'withClause']);

function pathsOfParts(node: Flat, queries: ReadonlySet<string>): TablePath[] {
  return Object.entries(node).flatMap(([name, value]) => {
    if (NO_PARTS.has(name)) return [];
    const parts = Array.isArray(value) ? value : [value];
    return parts.filter(isNode).flatMap((part) => pathsIn(flatten(part), queries));
  });
}

const CHANGES: ReadonlySet<string> = new Set([
  'InsertStatement',
  'UpdateStatement',
  'DeleteStatement',
  'MergeStatement',
  'TruncateStatement',
]);

function ownPath(node: Flat, queries: ReadonlySet<string>): TablePath[] {
  const isTarget = CHANGES.has(node.kind);
  const path = isTarget ? child(node, 'targetPath') : node.kind === 'TablePathExpression' && child(node, 'pathExpr');
  if (!path) return [];
  const names = namesOf(path);
  if (!isTarget && names.length === 1 && queries.has((names[0] ?? '').toUpperCase())) return [];
  // INSERT and TRUNCATE know no other name for their table.
  const hasAlias = isNode(node['alias']) || node.kind === 'InsertStatement' || node.kind === 'TruncateStatement';
  return names.length === 0 ? [] : [{ names, range: rangeOf(path), isTarget, hasAlias }];
}
