import type { Tables } from '../bigquery/tables.ts';
import { Failure } from '../failure/failure.ts';
import { gsUrl } from '../model/places.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { TableField, TableName } from '../model/table.ts';
import { mergeColumns } from '../plan/mergeColumns.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { linesOf } from './linesOf.ts';
import { findNewColumns, type NewColumns } from './newColumns.ts';
import type { NoSuchField } from './sortFiles.ts';

interface Wanted {
  /** What BigQuery says is missing. */
  noSuchFields: readonly NoSuchField[];
  /** The files of the load. */
  files: readonly SourceFile[];
  /** The table that is loaded, and others that get the same columns. */
  tables: readonly TableName[];
}

interface Stores {
  objects: ObjectStore;
  tables: Tables;
}

/** So many more files are looked into for the type of a field that was only ever null. */
const MAX_FURTHER_FILES = 32;

/**
 * Adds the columns that newline-delimited JSON has new fields for, all of those files that BigQuery names at once, and answers
 * the URLs of the files that it no longer has reason to refuse for them. Doing it again changes nothing.
 */
export async function addColumns(wanted: Wanted, stores: Stores): Promise<ReadonlySet<string>> {
  const named = new Set(wanted.noSuchFields.flatMap(({ url }) => (url === undefined ? [] : [url])));
  const [loaded] = wanted.tables;
  const columns = loaded && (await stores.tables.find(loaded))?.fields;
  if (named.size === 0 || columns === undefined || columns.length === 0) return new Set();
  const finder = findNewColumns(columns);
  await readFiles(finder, { files: wanted.files, named }, stores.objects);
  const found = finder.found();
  if (found.length > 0 && !(await extend(wanted.tables, found, stores.tables))) return new Set();
  const { fields } = mergeColumns(columns, found);
  // What another process added meanwhile, or this one before it was cut short, is there as well.
  const refused = wanted.noSuchFields.filter(({ field }) => !hasColumn(fields, field.split('.')));
  for (const { url = '' } of refused) named.delete(url);
  return named;
}

async function readFiles(
  finder: NewColumns,
  { files, named }: { files: readonly SourceFile[]; named: ReadonlySet<string> },
  objects: ObjectStore,
): Promise<void> {
  const isNamed = ({ bucket, name }: SourceFile): boolean => named.has(gsUrl(bucket, name));
  for (const file of files.filter(isNamed)) await readFile(finder, file, objects);
  const further = files.filter((file) => !isNamed(file)).slice(0, MAX_FURTHER_FILES);
  for (const file of further) {
    if (!finder.isVague()) return;
    await readFile(finder, file, objects);
  }
}

/** A file that cannot be unpacked, or is gone, is the load's business. */
async function readFile(finder: NewColumns, file: SourceFile, objects: ObjectStore): Promise<void> {
  try {
    for await (const line of linesOf(objects.stream(file))) finder.read(line);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
  }
}

/** false where BigQuery cannot have a table with such columns. */
async function extend(names: readonly TableName[], found: readonly TableField[], tables: Tables): Promise<boolean> {
  try {
    for (const name of names) {
      if ((await tables.find(name)) === undefined) continue;
      await tables.changeFields(name, (current) => {
        const { added, fields } = mergeColumns(current, found);
        return added.length > 0 ? fields : undefined;
      });
    }
    return true;
  } catch (error) {
    if (error instanceof Failure && error.reason === 'invalid') return false;
    throw error;
  }
}

function hasColumn(columns: readonly TableField[], [name, ...inner]: readonly string[]): boolean {
  const column = columns.find((one) => one.name.toLowerCase() === name?.toLowerCase());
  return column !== undefined && (inner.length === 0 || hasColumn(column.fields ?? [], inner));
}
