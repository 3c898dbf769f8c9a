import { FieldPath, Timestamp } from './classes.ts';

/** What a document holds, in Firestore's own types: times are Timestamps. */
export type Fields = Readonly<Record<string, unknown>>;

/** The names on the way to a field: `a.b` is two, unless it comes as a FieldPath. */
export function segmentsOf(path: unknown): readonly string[] {
  if (typeof path === 'string') return path.split('.');
  if (path instanceof FieldPath) return (path as unknown as { segments: readonly string[] }).segments;
  throw new Error(`${String(path)} is no path of a field`);
}

export function isMap(value: unknown): value is Fields {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

export const valueAt = (fields: unknown, segments: readonly string[]): unknown =>
  segments.reduce<unknown>((value, name) => (isMap(value) ? value[name] : undefined), fields);

const isSimple = (value: unknown): boolean =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

/** What a client takes for a value of a document, as it is kept; throws what the client throws for anything else. */
export function encoded(value: unknown, isInArray = false): unknown {
  if (isSimple(value) || value instanceof Timestamp) return value;
  if (value instanceof Date) return Timestamp.fromDate(value);
  if (value === undefined) throw new Error('Value for argument "data" is not a valid Firestore document: undefined');
  if (Array.isArray(value)) {
    if (isInArray) throw new Error('Nested arrays are not supported');
    return value.map((element) => encoded(element, true));
  }
  if (transformOf(value)) return value;
  if (!isMap(value)) throw new Error(`Couldn't serialize object of type "${(value as object).constructor.name}"`);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, encoded(inner)]));
}

type Transform =
  | { kind: 'arrayUnion' | 'arrayRemove'; elements: readonly unknown[] }
  | { kind: 'increment'; by: number }
  | { kind: 'serverTimestamp' }
  | { kind: 'delete' };

/** What a FieldValue asks for; undefined for any other value. */
function transformOf(value: unknown): Transform | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { elements = [], operand = 0 } = value as { elements?: unknown[]; operand?: number };
  switch (value.constructor?.name) {
    case 'ArrayUnionTransform':
      return { kind: 'arrayUnion', elements: elements.map((element) => encoded(element, true)) };
    case 'ArrayRemoveTransform':
      return { kind: 'arrayRemove', elements: elements.map((element) => encoded(element, true)) };
    case 'NumericIncrementTransform':
      return { kind: 'increment', by: operand };
    case 'ServerTimestampTransform':
      return { kind: 'serverTimestamp' };
    case 'DeleteTransform':
      return { kind: 'delete' };
    default:
      return undefined;
  }
}

/** The fields with a value set, or changed as a FieldValue asks; what is not on the way to it is shared. */
export function withValue(
  fields: Fields,
  [name = '', ...inner]: readonly string[],
  value: unknown,
  now: Timestamp,
): Fields {
  const known = fields[name];
  if (inner.length > 0) return { ...fields, [name]: withValue(isMap(known) ? known : {}, inner, value, now) };
  const transform = transformOf(value);
  if (transform?.kind === 'delete') {
    const { [name]: _, ...rest } = fields;
    return rest;
  }
  if (transform === undefined && isMap(value)) return { ...fields, [name]: withoutTransforms(value, now) };
  return { ...fields, [name]: transform === undefined ? value : transformed(known, transform, now) };
}

const withoutTransforms = (fields: Fields, now: Timestamp): Fields =>
  Object.entries(fields).reduce<Fields>((all, [name, value]) => withValue(all, [name], value, now), {});

function transformed(known: unknown, transform: Exclude<Transform, { kind: 'delete' }>, now: Timestamp): unknown {
  if (transform.kind === 'serverTimestamp') return now;
  if (transform.kind === 'increment') return (typeof known === 'number' ? known : 0) + transform.by;
  const { kind, elements } = transform;
  const list: readonly unknown[] = Array.isArray(known) ? known : [];
  if (kind === 'arrayRemove') return list.filter((one) => !elements.some((element) => isEqual(one, element)));
  return [...list, ...elements.filter((element) => !list.some((one) => isEqual(one, element)))];
}

export const isEqual = (a: unknown, b: unknown): boolean =>
  a === b || (!isSimple(a) && !isSimple(b) && JSON.stringify(a) === JSON.stringify(b));
