import type { Session } from '../engine/session.ts';
import { JobError } from '../errors/jobError.ts';
import { duckType } from '../schema/duckType.ts';
import type { Field } from '../schema/field.ts';
import { quoteName, sqlName, type TableRef, tableName } from '../schema/names.ts';

/** What has to be done to a table so that new rows fit. */
export type SchemaChange =
  /** `path` leads to the record that gets the field; empty for a column. */
  { kind: 'add'; path: Field[]; field: Field } | { kind: 'relax'; path: Field[]; field: Field };

export interface SchemaComparison {
  fields: Field[];
  changes: SchemaChange[];
}

export interface EvolutionRules {
  mayAddFields: boolean;
  mayRelaxFields: boolean;
  /**
   * `strict`: modes have to be the same. `narrower`: a NULLABLE column takes what its source calls REQUIRED, as Avro and
   * Parquet do. `any`: query results have no modes; a REQUIRED column takes them, and refuses their NULLs.
   */
  modes: 'strict' | 'narrower' | 'any';
  /** BigQuery's first words: `Provided Schema does not match Table p:d.t`, or `Invalid schema update`. */
  refusal: string;
  /** What BigQuery advises where it refuses; it becomes the second entry of `status.errors`. */
  advice?: string;
}

/**
 * Compares what comes with what is there. Fields that are there and do not come stay as they are.
 *
 * @throws JobError `invalid` in BigQuery's words.
 */
export function compareSchemas(
  present: readonly Field[],
  incoming: readonly Field[],
  rules: EvolutionRules,
): SchemaComparison {
  const changes: SchemaChange[] = [];
  const fields = merge({ present, incoming, path: [] }, rules, changes);
  return { fields, changes };
}

interface Level {
  present: readonly Field[];
  incoming: readonly Field[];
  path: Field[];
}

function merge({ present, incoming, path }: Level, rules: EvolutionRules, changes: SchemaChange[]): Field[] {
  const merged = new Map(present.map((field) => [field.name.toLowerCase(), field]));
  for (const field of incoming) {
    const known = merged.get(field.name.toLowerCase());
    const result = known
      ? mergeField(known, field, { path, rules, changes })
      : addField(field, { path, rules, changes });
    merged.set(field.name.toLowerCase(), result);
  }
  for (const field of missingRequired({ present, incoming, path }, rules)) {
    changes.push({ kind: 'relax', path, field });
    merged.set(field.name.toLowerCase(), { ...field, mode: 'NULLABLE' });
  }
  return [...merged.values()];
}

/** The REQUIRED fields that the rows lack: they have to be relaxed before the rows can be written. */
function missingRequired({ present, incoming, path }: Level, rules: EvolutionRules): Field[] {
  if (rules.modes === 'any') return [];
  const given = new Set(incoming.map(({ name }) => name.toLowerCase()));
  const missing = present.filter(({ name, mode }) => mode === 'REQUIRED' && !given.has(name.toLowerCase()));
  const [first] = missing;
  if (first && !rules.mayRelaxFields) throw refused(rules, `Field ${pathName(path, first)} is missing in new schema`);
  return missing;
}

interface MergeTools {
  path: Field[];
  rules: EvolutionRules;
  changes: SchemaChange[];
}

function addField(field: Field, { path, rules, changes }: MergeTools): Field {
  const name = pathName(path, field);
  if (!rules.mayAddFields) throw refused(rules, `Cannot add fields (field: ${name})`);
  if (field.mode === 'REQUIRED')
    throw refused(rules, `Cannot add required fields to an existing schema. (field: ${name})`);
  changes.push({ kind: 'add', path, field });
  return field;
}

function mergeField(known: Field, field: Field, { path, rules, changes }: MergeTools): Field {
  const name = pathName(path, field);
  if (known.type !== field.type) {
    throw refused(rules, `Field ${name} has changed type from ${known.type} to ${field.type}`);
  }
  const mode = mergeMode(known, field, { path, rules, changes });
  const inner = { present: known.fields ?? [], incoming: field.fields ?? [], path: [...path, known] };
  return { ...known, mode, ...(known.fields ? { fields: merge(inner, rules, changes) } : {}) };
}

function mergeMode(known: Field, field: Field, { path, rules, changes }: MergeTools): Field['mode'] {
  if (known.mode === field.mode) return known.mode;
  if (known.mode === 'REQUIRED' && field.mode === 'NULLABLE' && rules.mayRelaxFields) {
    changes.push({ kind: 'relax', path, field: known });
    return 'NULLABLE';
  }
  if (areModesCompatible(known.mode, field.mode, rules.modes)) return known.mode;
  throw refused(rules, `Field ${pathName(path, field)} has changed mode from ${known.mode} to ${field.mode}`);
}

function areModesCompatible(known: Field['mode'], incoming: Field['mode'], modes: EvolutionRules['modes']): boolean {
  if (known === 'REPEATED' || incoming === 'REPEATED') return false;
  return modes === 'any' || (modes === 'narrower' && known === 'NULLABLE');
}

const pathName = (path: readonly Field[], field: Field): string => [...path, field].map(({ name }) => name).join('.');

const refused = ({ refusal, advice }: EvolutionRules, detail: string): JobError =>
  new JobError(
    { reason: 'invalid', message: `${refusal}. ${detail}` },
    ...(advice === undefined ? [] : [{ reason: 'invalid', message: advice }]),
  );

export const schemaMismatch = (table: TableRef): string => `Provided Schema does not match Table ${tableName(table)}`;

/** Changes the table in DuckDB. */
export async function applySchemaChanges(
  session: Session,
  table: TableRef,
  changes: readonly SchemaChange[],
): Promise<void> {
  for (const { kind, path, field } of changes) {
    if (kind === 'relax') {
      // DuckDB knows NOT NULL of columns only; that of nested fields is checked before rows get here.
      if (path.length === 0)
        await session.run(`ALTER TABLE ${sqlName(table)} ALTER ${quoteName(field.name)} DROP NOT NULL`);
      continue;
    }
    await session.run(
      `ALTER TABLE ${sqlName(table)} ADD COLUMN ${columnPath(path)}${quoteName(field.name)} ${duckType(field)}`,
    );
  }
}

/** How ALTER TABLE reaches into records: `a.b.`, and `a.element.` where `a` is a list of records. */
const columnPath = (path: readonly Field[]): string =>
  path.map(({ name, mode }) => `${quoteName(name)}.${mode === 'REPEATED' ? 'element.' : ''}`).join('');
