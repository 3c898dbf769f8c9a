import { type FieldPath, fieldName } from './problem.ts';
import type { Rule, RuleSchema } from './schema.ts';

/** A rule without those parts of it that the schema refuses. */
export interface Salvaged {
  rule: Rule;
  /** Names of the fields that were left out, or that something was left out of, or that stand for something now. */
  leftOut: readonly string[];
  /** Where a part of the rule stands in the value that it was salvaged from. */
  placeOf(path: FieldPath): FieldPath;
}

/** A fault may come to light when another is gone, since what holds it is left out with it. */
const MAX_ROUNDS = 10;

/** What stands for fields that a rule cannot do without. */
const STAND_INS: Readonly<Record<string, unknown>> = {
  Dest: { Table: 'dataset.table' },
  'Dest.Table': 'dataset.table',
  'Dest.Parameters.Expression': '',
};

/** The rest of a rule is worth a look before its first faults are mended; undefined where the value has no rest. */
export function salvage(value: unknown, schema: RuleSchema): Salvaged | undefined {
  const root: unknown = structuredClone(value);
  if (!isMap(root)) return undefined;
  /** The places that the elements of a list had, once some are gone. */
  const places = new Map<unknown, number[]>();
  const leftOut: string[] = [];
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    const { data, error } = schema.safeParse(root);
    if (data) return { rule: data, leftOut, placeOf: (path) => placeIn(root, places, path) };
    const paths = error.issues.map(({ path }) => path.map((part) => (typeof part === 'symbol' ? String(part) : part)));
    // The last first: what is gone from a list then changes no place that is still to come.
    for (const path of paths.toReversed()) {
      const gone = leaveOut(root, places, path);
      leftOut.push(...[path, gone].flatMap((one) => one.filter((part) => typeof part === 'string').slice(-1)));
    }
  }
  return undefined;
}

type Container = Record<string | number, unknown>;
const isMap = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** Answers what is gone: a part of a rule, or the map that cannot be without it. */
function leaveOut(root: Container, places: Map<unknown, number[]>, path: FieldPath): FieldPath {
  const last = path.at(-1);
  const parent = path.slice(0, -1).reduce<unknown>((value, part) => (isMap(value) ? value[part] : undefined), root);
  if (last === undefined || !isMap(parent)) return [];
  const name = fieldName(path.filter((part) => typeof part === 'string'));
  const isThere = parent[last] !== undefined;
  if (name in STAND_INS) {
    parent[last] = structuredClone(STAND_INS[name]);
  } else if (!isThere) {
    // A map that lacks what it needs is left out itself.
    return leaveOut(root, places, path.slice(0, -1));
  } else if (Array.isArray(parent)) {
    const known = places.get(parent) ?? parent.map((_, index) => index);
    places.set(parent, known.toSpliced(Number(last), 1));
    parent.splice(Number(last), 1);
  } else {
    delete parent[last];
  }
  return path;
}

function placeIn(root: unknown, places: ReadonlyMap<unknown, number[]>, path: FieldPath): FieldPath {
  let value = root;
  return path.map((part) => {
    const place = typeof part === 'number' ? (places.get(value)?.[part] ?? part) : part;
    value = isMap(value) ? value[part] : undefined;
    return place;
  });
}
