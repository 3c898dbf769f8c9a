import pMap from 'p-map';
import { addMissingColumns } from '../bigquery/addMissingColumns.ts';
import type { Tables } from '../bigquery/tables.ts';
import { Failure } from '../failure/failure.ts';
import { gsUrl } from '../model/places.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { TableField, TableName } from '../model/table.ts';
import { mergeColumns } from '../plan/mergeColumns.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import { isUnpackError, linesOf } from './linesOf.ts';
import { type LookBudget, lookBudget } from './lookBudget.ts';
import { findNewColumns, type NewColumns } from './newColumns.ts';
import type { NoSuchField } from './sortFiles.ts';

interface Wanted {
  /** What BigQuery says is missing. */
  noSuchFields: readonly NoSuchField[];
  /** The files of the load. */
  files: readonly SourceFile[];
  /** The table that is loaded. */
  table: TableName;
  /** The columns that the rule itself gives, where it does. */
  ownColumns?: readonly TableField[] | undefined;
}

interface Stores {
  objects: ObjectStore;
  tables: Tables;
}

export interface AddedColumns {
  /** The URLs of files that BigQuery no longer has reason to refuse for new fields. */
  mended: ReadonlySet<string>;
  /** Why other files cannot be loaded, by URL. */
  refused: ReadonlyMap<string, string>;
  /** Fields that are null, `[]` or `{}` wherever they occur, so that no column can be made for them: the load is to ignore them. */
  ignored: readonly string[];
}

const NOTHING: AddedColumns = { mended: new Set(), refused: new Map(), ignored: [] };

/** Files that BigQuery does not name are looked at up to this many bytes in all: an invocation has minutes, and other work. */
const MAX_FURTHER_BYTES = 256 * 2 ** 20;
const PARALLEL = 16;

/**
 * Adds the columns that newline-delimited JSON has new fields for. The types follow from all values in all files of the load, before
 * any table is changed; a file whose values fit no column, or not those of the files before it, has no say. Where there is too much
 * to look at, a file that was not looked at is mended if the columns that BigQuery missed are there by then. Doing it again changes
 * nothing.
 */
export async function addColumns(wanted: Wanted, stores: Stores): Promise<AddedColumns> {
  const { noSuchFields, files, table, ownColumns = [] } = wanted;
  const named = new Set(noSuchFields.flatMap(({ url }) => (url === undefined ? [] : [url])));
  const known = (await stores.tables.find(table))?.fields;
  if (named.size === 0 || known === undefined) return NOTHING;
  const columns = mergeColumns(ownColumns, known).fields;
  if (columns.length === 0) return NOTHING;
  const { chosen, isAll } = choose(files, named);
  const budget = lookBudget();
  const looks = await lookIntoAll(chosen, { named, columns, budget }, stores.objects);
  const { accepted, refused, sound } = agree(looks, findNewColumns(columns));
  const found = accepted.found();
  if (found.length > 0 && !(await extend(table, found, stores.tables))) return { ...NOTHING, refused };
  const { fields } = mergeColumns(columns, found);
  const ignored = isAll && !budget.isSpent() ? accepted.empty() : [];
  // What another process added meanwhile, or this one before it was cut short, is there as well.
  const isThere = ({ field }: NoSuchField): boolean =>
    hasColumn(fields, field.split('.')) || ignored.some((path) => isWithin(path, field));
  for (const missing of noSuchFields.filter((one) => !isThere(one))) named.delete(missing.url ?? '');
  return { mended: new Set([...named].filter((url) => sound.has(url))), refused, ignored };
}

/** Those that BigQuery names, and as many others as are worth it, in their order. */
function choose(files: readonly SourceFile[], named: ReadonlySet<string>) {
  let bytes = 0;
  const chosen = files.filter(({ bucket, name, size }) => {
    if (named.has(gsUrl(bucket, name))) return true;
    bytes += size;
    return bytes <= MAX_FURTHER_BYTES;
  });
  return { chosen, isAll: chosen.length === files.length };
}

interface Look {
  url: string;
  finder: NewColumns;
}

interface Looking {
  named: ReadonlySet<string>;
  columns: readonly TableField[];
  budget: LookBudget;
}

/** In the order of the files, though those that BigQuery names are looked at before the budget is spent on others. */
async function lookIntoAll(files: readonly SourceFile[], looking: Looking, objects: ObjectStore): Promise<Look[]> {
  const isNamed = ({ bucket, name }: SourceFile): boolean => looking.named.has(gsUrl(bucket, name));
  const inOrder = [...files.filter(isNamed), ...files.filter((file) => !isNamed(file))];
  const look = async (file: SourceFile) => [file, await lookInto(file, looking, objects)] as const;
  const looks = new Map(await pMap(inOrder, look, { concurrency: PARALLEL }));
  return files.flatMap((file) => looks.get(file) ?? []);
}

/** A file that cannot be unpacked, or is gone, is the load's business. */
async function lookInto(file: SourceFile, { columns, budget }: Looking, objects: ObjectStore): Promise<Look> {
  const finder = findNewColumns(columns);
  const url = gsUrl(file.bucket, file.name);
  if (budget.isSpent()) return { url, finder };
  try {
    for await (const line of linesOf(objects.stream(file), budget)) finder.read(line);
  } catch (error) {
    if (!isUnpackError(error)) throw error;
    finder.read('cut short');
  }
  return { url, finder };
}

/** What the files say together: one that is broken, or contradicts itself or those before it, has no say. */
function agree(looks: readonly Look[], nothing: NewColumns) {
  let accepted = nothing;
  const refused = new Map<string, string>();
  const sound = new Set<string>();
  for (const { url, finder } of looks) {
    if (finder.isBroken()) continue;
    const both = accepted.with(finder);
    const [problem] = both.problems();
    if (problem !== undefined) {
      refused.set(url, problem);
      continue;
    }
    accepted = both;
    sound.add(url);
  }
  return { accepted, refused, sound };
}

const isWithin = (path: string, field: string): boolean => {
  const [one, other] = [path.toLowerCase(), field.toLowerCase()];
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
};

/** false where BigQuery cannot have a table with such columns. */
async function extend(name: TableName, found: readonly TableField[], tables: Tables): Promise<boolean> {
  try {
    await addMissingColumns(name, found, tables);
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
