import { isDeepStrictEqual } from 'node:util';
import type { LoadedRule } from '../../src/rule/readRules.ts';

/** A rule that differs from the one in force, or that there is only on one side. */
export interface Difference {
  is: 'added' | 'removed' | 'changed';
  /** `rules/orders.yaml:3` */
  rule: string;
  table: string;
  /** What of it differs; none where it is added or removed. */
  fields: FieldDifference[];
}

/** A field, and its values as JSON; missing where it is not given. */
export interface FieldDifference {
  field: string;
  before?: string;
  after?: string;
}

/**
 * How rules differ from those in force, file by file. Rules of a file that are alike go together first, then those that load
 * into the same table, then those that stand at the same place.
 */
export function differences(before: readonly LoadedRule[], after: readonly LoadedRule[]): Difference[] {
  const files = new Set([...before, ...after].map(({ url }) => url));
  return [...files].sort().flatMap((file) => {
    const isIn = ({ url }: LoadedRule): boolean => url === file;
    return ofFile(before.filter(isIn), after.filter(isIn));
  });
}

const TESTS: readonly ((a: LoadedRule, b: LoadedRule) => boolean)[] = [
  (a, b) => isDeepStrictEqual(a.rule, b.rule),
  (a, b) => a.rule.Dest.Table === b.rule.Dest.Table,
  (a, b) => a.index === b.index,
];

function ofFile(before: readonly LoadedRule[], after: readonly LoadedRule[]): Difference[] {
  const gone = new Set(before);
  const pairs = new Map<LoadedRule, LoadedRule>();
  for (const isSame of TESTS) {
    for (const rule of after) {
      if (pairs.has(rule)) continue;
      const found = [...gone].find((one) => isSame(one, rule));
      if (found === undefined) continue;
      pairs.set(rule, found);
      gone.delete(found);
    }
  }
  const kept = after.flatMap((rule): Difference[] => {
    const found = pairs.get(rule);
    if (found === undefined) return [{ ...told(rule), is: 'added', fields: [] }];
    const fields = fieldDifferences(found.rule, rule.rule);
    return fields.length === 0 ? [] : [{ ...told(rule), is: 'changed', fields }];
  });
  return [...kept, ...[...gone].map((rule): Difference => ({ ...told(rule), is: 'removed', fields: [] }))];
}

const told = ({ url, line, rule }: LoadedRule) => ({ rule: `${url}:${line}`, table: rule.Dest.Table });

/** The fields in which two values differ, the deepest that hold a difference; lists are compared as a whole. */
function fieldDifferences(before: unknown, after: unknown, field = ''): FieldDifference[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [{ field, ...jsonAs('before', before), ...jsonAs('after', after) }];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((name) =>
    fieldDifferences(before[name], after[name], field === '' ? name : `${field}.${name}`),
  );
}

const jsonAs = (side: 'before' | 'after', value: unknown) =>
  value === undefined ? {} : { [side]: JSON.stringify(value) };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
