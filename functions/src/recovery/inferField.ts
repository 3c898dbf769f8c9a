import type { TableField } from '../model/table.ts';
import { isPlainColumnName } from '../rule/columnName.ts';
import { fitsNumeric, losesDigits } from './exactNumber.ts';
import { isObject, JsonNumber } from './parseRow.ts';

/** `NAN`: a text that stands for a number that JSON cannot write; alone it makes a FLOAT. */
type ScalarType = 'BOOLEAN' | 'DATE' | 'FLOAT' | 'INTEGER' | 'NAN' | 'STRING' | 'TIMESTAMP';
type ValueType = ScalarType | 'RECORD';

/** What the values of one field, over all rows, say of the column that it needs. */
export interface Evidence {
  /** As it is written where it occurs first. */
  name: string;
  type?: ValueType;
  /** Some row has a list. */
  isRepeated: boolean;
  /** Some row has a value that is no list. */
  isSingle: boolean;
  /** Some number is one that a FLOAT would change. */
  losesDigits: boolean;
  /** NUMERIC holds all numbers as they are written. */
  fitsNumeric: boolean;
  /** Of a record, by name in lower case. */
  fields: Map<string, Evidence>;
  /** Why no column can hold all of the values. */
  conflict?: string;
}

const newEvidence = (name: string): Evidence => ({
  name,
  ...{ isRepeated: false, isSingle: false, losesDigits: false, fitsNumeric: true },
  fields: new Map(),
});

/** Takes a value into account. Null, `[]` and `{}` say nothing about a type. */
export function learn(evidence: Evidence, value: unknown): void {
  if (Array.isArray(value)) evidence.isRepeated = true;
  else if (value !== null && value !== undefined) evidence.isSingle = true;
  for (const element of Array.isArray(value) ? value : [value]) {
    if (Array.isArray(element)) evidence.conflict ??= 'holds a list within a list';
    else learnOne(evidence, element);
  }
  judgeMode(evidence);
}

function learnOne(evidence: Evidence, value: unknown): void {
  if (value === null || value === undefined) return;
  const type = isObject(value) ? 'RECORD' : scalarType(value);
  learnType(evidence, type);
  if (value instanceof JsonNumber) {
    evidence.losesDigits ||= losesDigits(value.text);
    evidence.fitsNumeric &&= fitsNumeric(value.text);
  } else if (type === 'NAN') {
    evidence.fitsNumeric = false;
  }
  if (!isObject(value)) return;
  for (const [name, inner] of Object.entries(value)) learn(evidenceOf(evidence.fields, name), inner);
}

function learnType(evidence: Evidence, type: ValueType): void {
  const known = evidence.type ?? type;
  const common = commonType(known, type);
  if (common === undefined) evidence.conflict ??= `is ${known} in one row and ${type} in another`;
  evidence.type = common ?? known;
}

function judgeMode(evidence: Evidence): void {
  if (evidence.isRepeated && evidence.isSingle) {
    evidence.conflict ??= 'is a list in one row and a single value in another';
  }
}

/** Takes into account what other rows said of the field. */
export function addEvidence(evidence: Evidence, other: Evidence): void {
  evidence.isRepeated ||= other.isRepeated;
  evidence.isSingle ||= other.isSingle;
  evidence.losesDigits ||= other.losesDigits;
  evidence.fitsNumeric &&= other.fitsNumeric;
  if (other.conflict !== undefined) evidence.conflict ??= other.conflict;
  if (other.type !== undefined) learnType(evidence, other.type);
  for (const inner of other.fields.values()) addEvidence(evidenceOf(evidence.fields, inner.name), inner);
  judgeMode(evidence);
}

/** Column names are the same in any case. */
export function evidenceOf(fields: Map<string, Evidence>, name: string): Evidence {
  const key = name.toLowerCase();
  const known = fields.get(key) ?? newEvidence(name);
  fields.set(key, known);
  return known;
}

/** The type that a value of JSON speaks for. */
export function scalarType(value: unknown): ScalarType {
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

/** What a load reads as a FLOAT though it is no number of JSON. */
const NAN = /^[+-]?(?:nan|inf|infinity)$/i;

function momentType(text: string): ScalarType {
  if (NAN.test(text)) return 'NAN';
  if (DATE.test(text)) return isDay(text) ? 'DATE' : 'STRING';
  const [, day] = TIMESTAMP.exec(text) ?? [];
  return day !== undefined && isDay(day) ? 'TIMESTAMP' : 'STRING';
}

/** BigQuery knows the years 1 to 9999. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !text.startsWith('0000') && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

const NUMBERS: ReadonlySet<ValueType> = new Set(['INTEGER', 'FLOAT', 'NAN']);
const TEXTS: ReadonlySet<ValueType> = new Set(['DATE', 'NAN', 'STRING', 'TIMESTAMP']);
const MOMENTS: ReadonlySet<ValueType> = new Set(['DATE', 'TIMESTAMP']);

/** The type that takes values of both; undefined where there is none: a load reads no text out of a number. */
export function commonType(left: ValueType, right: ValueType): ValueType | undefined {
  if (left === right) return left;
  const areBoth = (types: ReadonlySet<ValueType>): boolean => types.has(left) && types.has(right);
  if (areBoth(NUMBERS)) return 'FLOAT';
  if (areBoth(MOMENTS)) return 'TIMESTAMP';
  return areBoth(TEXTS) ? 'STRING' : undefined;
}

/** The column for the values that were seen; undefined where they show no type, or no type takes them all. */
export function inferField(evidence: Evidence): TableField | undefined {
  const { name, type, isRepeated, fields, conflict } = evidence;
  if (type === undefined || conflict !== undefined || !isPlainColumnName(name)) return undefined;
  const column = { name, type: columnType(type, evidence), mode: isRepeated ? 'REPEATED' : 'NULLABLE' };
  if (type !== 'RECORD') return column;
  const inner = [...fields.values()].map(inferField).filter((field) => field !== undefined);
  return inner.length === 0 ? undefined : { ...column, fields: inner };
}

/** Where exactness needs it, and it can hold all numbers, NUMERIC rather than FLOAT. */
function columnType(type: ValueType, evidence: Evidence): string {
  if (type === 'FLOAT' && evidence.losesDigits && evidence.fitsNumeric) return 'NUMERIC';
  return type === 'NAN' ? 'FLOAT' : type;
}

/** Why a field cannot become a column, as far as values say: `a.b is INTEGER in one row and STRING in another`. */
export function problemsOf(evidence: Evidence, path = ''): string[] {
  const { name, conflict, fields } = evidence;
  if (tellsNothing(evidence)) return [];
  const place = `${path}${name}`;
  if (!isPlainColumnName(name)) {
    return [
      `field ${place} cannot be a column: a name has letters, digits and underscores, at most 300, does not begin with a digit, nor with a prefix that BigQuery reserves`,
    ];
  }
  if (conflict !== undefined) return [`field ${place} ${conflict}: no column takes both`];
  return [...fields.values()].flatMap((inner) => problemsOf(inner, `${place}.`));
}

/** Whether nothing but null, `[]` and `{}` was seen. */
function tellsNothing({ type, fields, conflict }: Evidence): boolean {
  if (conflict !== undefined) return false;
  return type === undefined || (type === 'RECORD' && [...fields.values()].every(tellsNothing));
}

/** The fields, by their paths, of which nothing but null, `[]` and `{}` was seen. */
export function emptyPaths(evidence: Evidence, path = ''): string[] {
  const place = `${path}${evidence.name}`;
  if (tellsNothing(evidence)) return [place];
  return [...evidence.fields.values()].flatMap((inner) => emptyPaths(inner, `${place}.`));
}
