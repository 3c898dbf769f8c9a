import type { Source, TablePath } from '../model/ast.ts';

/** The aliases that a FROM clause brings into force, in capitals. */
export function rangesOf(source: Source): string[] {
  switch (source.kind) {
    case 'table':
      return known(source.alias ?? implicitAlias(source.path), source.offset);
    case 'unnest':
      return known(source.alias ?? pathName(source), source.offset);
    case 'derived':
      return known(source.alias);
    case 'join':
      return [...rangesOf(source.left), ...rangesOf(source.right)];
    case 'group':
      return rangesOf(source.of);
    case 'pivot':
    case 'unpivot':
      return source.alias ? known(source.alias) : rangesOf(source.of);
  }
}

const known = (...names: readonly (string | undefined)[]): string[] =>
  names.filter((name) => name !== undefined).map((name) => name.toUpperCase());

/** A table without alias goes by its last name, without decorator or wildcard. */
export function implicitAlias({ parts }: TablePath): string {
  const last = parts.at(-1) ?? '';
  return last.replace(/\$.*$/, '') || last;
}

/** `UNNEST(a.b)` without alias goes by `b`. */
export const pathName = ({ of }: Extract<Source, { kind: 'unnest' }>): string | undefined =>
  of.kind === 'field' || of.kind === 'name' ? of.name : undefined;
