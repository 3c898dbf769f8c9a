import type { TableField } from '../model/table.ts';
import { isObject, JsonNumber } from './parseRow.ts';

type ScalarType = 'BOOLEAN' | 'DATE' | 'FLOAT' | 'INTEGER' | 'STRING' | 'TIMESTAMP';

/** What the values of one field, over all rows, say of the column that it needs. */
export interface Evidence {
  /** As it is written where it occurs first. */
  name: string;
  type?: ScalarType | 'RECORD';
  isRepeated: boolean;
  /** Of a record, by name in lower case. */
  fields: Map<string, Evidence>;
  /** No column can hold such values: an array within an array. */
  isHopeless: boolean;
}

const newEvidence = (name: string): Evidence => ({
  name,
  isRepeated: false,
  fields: new Map(),
  isHopeless: false,
});

/** Takes a value into account. Null and an empty array tell nothing of a type. */
export function learn(evidence: Evidence, value: unknown): void {
  if (Array.isArray(value)) evidence.isRepeated = true;
  for (const element of Array.isArray(value) ? value : [value]) {
    if (Array.isArray(element)) evidence.isHopeless = true;
    else learnOne(evidence, element);
  }
}

function learnOne(evidence: Evidence, value: unknown): void {
  if (value === null || value === undefined) return;
  const type = isObject(value) ? 'RECORD' : scalarType(value);
  evidence.type = evidence.type === undefined ? type : commonType(evidence.type, type);
  if (!isObject(value)) return;
  for (const [name, inner] of Object.entries(value)) learn(evidenceOf(evidence.fields, name), inner);
}

/** Column names are the same in any case. */
export function evidenceOf(fields: Map<string, Evidence>, name: string): Evidence {
  const key = name.toLowerCase();
  const known = fields.get(key) ?? newEvidence(name);
  fields.set(key, known);
  return known;
}

function scalarType(value: unknown): ScalarType {
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (value instanceof JsonNumber) return isInt64(value.text) ? 'INTEGER' : 'FLOAT';
  return momentType(String(value));
}

/** `1.0` and `1e3` are written by those who mean a FLOAT. */
const isInt64 = (text: string): boolean => /^-?\d+$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);

const DATE = /^\d{4}-\d{2}-\d{2}$/;
/** What a load reads as a TIMESTAMP beyond doubt; `-0400` without a colon, for one, it does not. */
const TIMESTAMP =
  /^(\d{4}-\d{2}-\d{2})[T ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(?:Z| ?UTC|[+-](?:0\d|1[0-4])(?::[0-5]\d)?)?$/;

function momentType(text: string): ScalarType {
  if (DATE.test(text)) return isDay(text) ? 'DATE' : 'STRING';
  const [, day] = TIMESTAMP.exec(text) ?? [];
  return day !== undefined && isDay(day) ? 'TIMESTAMP' : 'STRING';
}

/** BigQuery knows the years 1 to 9999. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !text.startsWith('0000') && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const WIDER: readonly { types: ReadonlySet<string>; common: ScalarType }[] = [
  { types: new Set(['INTEGER', 'FLOAT']), common: 'FLOAT' },
  { types: new Set(['DATE', 'TIMESTAMP']), common: 'TIMESTAMP' },
];

/**
 * The type that takes values of both. A STRING takes texts of any kind; where it comes of a text and something else, no column
 * takes both, and the load says which file is at fault.
 */
function commonType(left: ScalarType | 'RECORD', right: ScalarType | 'RECORD'): ScalarType | 'RECORD' {
  if (left === right) return left;
  return WIDER.find(({ types }) => types.has(left) && types.has(right))?.common ?? 'STRING';
}

/** BigQuery's rules for names of columns, without the flexible ones, and the prefixes that it keeps to itself. */
const NAME = /^(?!_TABLE_|_FILE_|_PARTITION|_ROW_TIMESTAMP|__ROOT__|_COLIDENTIFIER)[A-Z_][A-Z0-9_]{0,299}$/i;

/**
 * The column for the values that were seen; undefined where there can be none. A field that never had a value becomes a
 * STRING, as BigQuery's own detection has it (Using schema auto-detection).
 */
export function inferField(evidence: Evidence): TableField | undefined {
  const { name, type = 'STRING', isRepeated, fields, isHopeless } = evidence;
  if (isHopeless || !NAME.test(name)) return undefined;
  const column = { name, type, mode: isRepeated ? 'REPEATED' : 'NULLABLE' };
  if (type !== 'RECORD') return column;
  const inner = [...fields.values()].map(inferField).filter((field) => field !== undefined);
  return inner.length === 0 ? undefined : { ...column, fields: inner };
}

/** Whether some value was seen, so that more rows can only refine what is known. */
export const isKnown = ({ type, fields }: Evidence): boolean =>
  type === 'RECORD' ? fields.size > 0 && [...fields.values()].every(isKnown) : type !== undefined;
