import { isAlias, isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { z } from 'zod';
import type { ActionDescriptions } from './actionDescription.ts';
import { nearest } from './nearest.ts';
import { type FieldPath, fieldName } from './problem.ts';
import { RuleError } from './ruleError.ts';

/** A handful of aliases can stand for billions of values; no honest rule file comes near these. */
const MAX_VALUES = 100_000;
const MAX_DEPTH = 64;

/** Fields of BigQuery's load configuration that are not the rule's to set. */
const SET_HERE: Readonly<Record<string, string>> = {
  'Dest.SourceUris': 'the files that the rule matches are loaded',
  'Dest.DestinationTable': 'write Dest.Table',
};

/** A rule's value under canonical field names, and where its parts stand in the text. */
export interface Canonical {
  value: unknown;
  /** The offset of a value, or of the nearest one around it. */
  offsetOf(path: FieldPath): number;
  /** Names that the schema does not know, or that are given twice. */
  findings: { path: FieldPath; offset: number; message: string }[];
  /** Parts of the value that the findings speak of already. */
  covered(path: FieldPath): boolean;
  /** Names of fields that are not in the value though something like them is in the text. */
  leftOut: readonly string[];
}

interface Language {
  targets: ReadonlyMap<unknown, Node>;
  schema: z.ZodType;
  kinds: ActionDescriptions;
}

/**
 * Reads one YAML node by the schema: names of fields, actions and fixed values get their canonical spelling, the keys
 * of free maps stay. `targets` says what aliases stand for. Throws a RuleError where the node expands without end.
 */
export function canonical(root: Node, { targets, schema, kinds }: Language): Canonical {
  const offsets = new Map<string, number>();
  const covered = new Set<string>();
  const findings: Canonical['findings'] = [];
  const leftOut: string[] = [];
  let values = 0;

  const report = (path: FieldPath, node: unknown, message: string): void => {
    findings.push({ path, offset: offsetOf(node) ?? 0, message });
    covered.add(fieldName(path));
  };

  function read(node: unknown, around: z.ZodType, path: FieldPath, named?: number): unknown {
    count(path);
    offsets.set(fieldName(path), offsetOf(node) ?? named ?? 0);
    const target = resolved(node);
    if (target === undefined) report(path, node, `there is no anchor for ${String(node)} before it`);
    if (isMap(target)) return readMap(target, fitting(around, 'map'), path);
    if (!isSeq(target)) return isScalar(target) ? spelled(target.value, fitting(around, 'scalar')) : null;
    const list = fitting(around, 'list');
    const element = list instanceof z.ZodArray ? (list.element as z.ZodType) : z.unknown();
    return target.items.map((item, index) => read(item, element, [...path, index]));
  }

  function count(path: FieldPath): void {
    values += 1;
    if (values <= MAX_VALUES && path.length <= MAX_DEPTH) return;
    throw new RuleError(
      'this holds far too many values, or values nested far too deep; look for an alias (*name) that repeats itself',
    );
  }

  function readMap(map: YAMLMap, around: z.ZodType, path: FieldPath): unknown {
    const schema = around instanceof z.ZodDiscriminatedUnion ? chosen(map, around, path) : around;
    const { names, closed, schemaOf } = fieldsOf(schema);
    const given = new Map<string, unknown>();
    for (const { key, value } of map.items) {
      const text = textOf(key);
      const known = names.find((name) => name.toLowerCase() === text.toLowerCase());
      const name = known ?? text;
      const field = [...path, name];
      if (given.has(name)) {
        report(field, key, `${fieldName(field)} is given twice; keep one`);
      } else if (closed && known === undefined) {
        report(field, key, unknownField(path, text, names));
        // A field that is missing only because its name is misspelt is not missing as well.
        const meant = nearest(text, names) ?? text;
        covered.add(fieldName([...path, meant]));
        leftOut.push(meant);
      } else {
        given.set(name, read(value, schemaOf(name), field, offsetOf(key)));
      }
    }
    return Object.fromEntries(given);
  }

  /** The kind of an action by its name. */
  function chosen(map: YAMLMap, union: z.ZodDiscriminatedUnion, path: FieldPath): z.ZodType {
    const tag = union.def.discriminator;
    const pair = map.items.find(({ key }) => textOf(key).toLowerCase() === tag.toLowerCase());
    const value = pair && resolved(pair.value);
    const name = isScalar(value) ? String(value.value) : '';
    const options = union.options.flatMap((option) => {
      const literal = option instanceof z.ZodObject ? option.shape[tag] : undefined;
      return option instanceof z.ZodObject && literal instanceof z.ZodLiteral
        ? [[String(literal.value), option] as const]
        : [];
    });
    const found = options.find(([kind]) => kind === name.toLowerCase());
    if (found) return found[1];
    const all = options.map(([kind]) => kind);
    const field = [...path, tag];
    report(
      field,
      pair?.value ?? map,
      name === '' ? `${fieldName(field)} is missing: name one of ${all.join(', ')}` : unknownAction(field, name, kinds),
    );
    covered.add(fieldName(path));
    return z.unknown();
  }

  const resolved = (node: unknown): unknown => (isAlias(node) ? targets.get(node) : node);
  const textOf = (key: unknown): string => {
    const target = resolved(key);
    return isScalar(target) ? String(target.value) : String(target);
  };

  const value = read(root, schema, []);
  return {
    value,
    findings,
    leftOut,
    offsetOf(path) {
      for (let length = path.length; length > 0; length--) {
        const offset = offsets.get(fieldName(path.slice(0, length)));
        if (offset !== undefined) return offset;
      }
      return offsets.get('') ?? 0;
    },
    covered: (path) => path.some((_, index) => covered.has(fieldName(path.slice(0, index + 1)))),
  };
}

function offsetOf(node: unknown): number | undefined {
  return isAlias(node) || isMap(node) || isSeq(node) || isScalar(node) ? node.range?.[0] : undefined;
}

function unknownField(path: FieldPath, name: string, known: readonly string[]): string {
  const field = fieldName([...path, name]);
  const set = Object.entries(SET_HERE).find(([key]) => key.toLowerCase() === field.toLowerCase());
  if (set) return `${field} is not for a rule to set: ${set[1]}`;
  const meant = nearest(name, known);
  if (meant !== undefined) return `${field} is not a field here; did you mean ${fieldName([...path, meant])}?`;
  return `${field} is not a field here; ${known.length > 0 ? `remove it, or use one of ${known.join(', ')}` : 'remove it'}`;
}

function unknownAction(field: FieldPath, name: string, kinds: ActionDescriptions): string {
  const known = [...kinds.keys()];
  const synonym = [...kinds.values()].find(({ alsoCalled }) => alsoCalled.includes(name.toLowerCase()));
  const meant = synonym?.name ?? nearest(name, known);
  const help = meant === undefined ? `name one of ${known.join(', ')}` : `did you mean ${meant}?`;
  return `${fieldName(field)}: there is no action ${JSON.stringify(name)}; ${help}`;
}

/** What a schema says of a map: its field names, whether there may be others, and what their values are. */
function fieldsOf(schema: z.ZodType): { names: string[]; closed: boolean; schemaOf(name: string): z.ZodType } {
  if (schema instanceof z.ZodObject) {
    const shape: Record<string, z.ZodType> = schema.shape;
    const names = Object.keys(shape);
    return { names, closed: schema.def.catchall instanceof z.ZodNever, schemaOf: (name) => shape[name] ?? z.unknown() };
  }
  const value = schema instanceof z.ZodRecord ? (schema.valueType as z.ZodType) : z.unknown();
  return { names: [], closed: false, schemaOf: () => value };
}

/** The part of a schema that speaks of a map, a list or a single value. */
function fitting(schema: z.ZodType, kind: 'map' | 'list' | 'scalar'): z.ZodType {
  if (schema instanceof z.ZodOptional) return fitting(schema.unwrap() as z.ZodType, kind);
  if (schema instanceof z.ZodDiscriminatedUnion || !(schema instanceof z.ZodUnion)) return schema;
  const options = schema.options as readonly z.ZodType[];
  const isKind = (option: z.ZodType): boolean => {
    if (option instanceof z.ZodObject || option instanceof z.ZodRecord) return kind === 'map';
    return option instanceof z.ZodArray ? kind === 'list' : kind === 'scalar';
  };
  return options.find(isKind) ?? schema;
}

/** A fixed value (COPY, delete, …) as the schema spells it. */
function spelled(value: unknown, schema: z.ZodType): unknown {
  if (typeof value !== 'string') return value;
  const fixed = schema instanceof z.ZodEnum ? schema.options : schema instanceof z.ZodLiteral ? [...schema.values] : [];
  return fixed.find((one) => String(one).toLowerCase() === value.toLowerCase()) ?? value;
}
