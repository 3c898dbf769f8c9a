import { addMissingColumns } from '../bigquery/addMissingColumns.ts';
import { createLike } from '../bigquery/createLike.ts';
import { DAY_MS } from '../common/dayMs.ts';
import { splitPartition } from '../common/partition.ts';
import type { Deps } from '../deps/deps.ts';
import { Failure, permanent } from '../failure/failure.ts';
import type { Ingestion, Transient, TransientIngestion } from '../model/plan.ts';
import type { Process } from '../model/process.ts';
import { fullTableName, type TableInfo, type TableName } from '../model/table.ts';
import { mergeColumns } from '../plan/mergeColumns.ts';
import { temporaryLayout } from '../plan/move/temporaryLayout.ts';
import { newDestination } from '../plan/newDestination.ts';
import { temporaryColumns } from '../plan/temporaryColumns.ts';

/**
 * BigQuery itself deletes a temporary table after this, should a process end where nobody can clean up after it; longer
 * than events are delivered again (24 hours).
 */
const TEMPORARY_MS = 3 * DAY_MS;

/** Makes the temporary table, and its dataset where there is none. Doing it again changes nothing. */
export async function prepareTemporary(ingestion: TransientIngestion, deps: Deps): Promise<'created' | 'existed'> {
  const { tables, clock } = deps;
  const { move, template } = ingestion.transient;
  const sources = {
    destination: await tables.find(move.destination),
    template: await templateOf(ingestion, deps),
    transientTemplate: template && (await existing(template, 'Dest.Transient.Template', deps)),
  };
  const fields = temporaryColumns(ingestion, sources);
  const table = {
    fields,
    // BigQuery partitions by a column only a table that has it from the beginning.
    layout: fields.length === 0 ? {} : temporaryLayout(move, sources.destination ?? sources.template),
    expires: new Date(clock.now().getTime() + TEMPORARY_MS),
  };
  try {
    return await tables.create(move.source, table);
  } catch (error) {
    if (!(error instanceof Failure) || error.reason !== 'notFound') throw error;
    await tables.ensureDataset(move.source, await regionOf(ingestion, deps));
    return tables.create(move.source, table);
  }
}

/** Processes that take longer than this may wait for days in all, in milliseconds. */
const LONG_MS = DAY_MS;

/** Sees to it that the temporary table of a process that has waited for long does not expire before the next step is done. */
export async function keepTemporary(
  { move }: Transient,
  { started }: Pick<Process, 'started'>,
  { tables, clock }: Pick<Deps, 'tables' | 'clock'>,
): Promise<void> {
  const now = clock.now().getTime();
  if (now - started.getTime() > LONG_MS) await tables.setExpiry(move.source, new Date(now + TEMPORARY_MS));
}

async function regionOf({ transient }: TransientIngestion, { warehouse }: Deps): Promise<string> {
  return transient.region ?? (await warehouse.locationOf(transient.move.destination));
}

/**
 * Gives each destination what its template has: the whole table where it is missing, else the columns that it lacks. With
 * a temporary table that must happen only when the load was good. Answers what could not be taken over.
 */
export async function prepareDestinations(ingestion: Ingestion, deps: Deps): Promise<string[]> {
  const template = await templateOf(ingestion, deps);
  if (template === undefined) return [];
  const notes: string[] = [];
  for (const destination of ingestion.destinations) {
    if (isSameTable(destination, template.name)) continue;
    notes.push(...(await prepareDestination(destination, template, deps)));
  }
  return notes;
}

async function prepareDestination(destination: TableName, template: TableInfo, { tables }: Deps): Promise<string[]> {
  const { fields } = template;
  const known = await tables.find(destination);
  if (known === undefined) {
    await createLike(destination, template, tables);
    return [];
  }
  const { added, conflicts } = mergeColumns(known.fields, fields);
  if (added.length > 0) await addMissingColumns(destination, fields, tables);
  return conflicts.map((conflict) => `${fullTableName(destination)}: ${conflict}`);
}

/** Makes destinations that are missing, where no template did, as `newDestination` says. */
export async function createMissing({ transient, destinations }: TransientIngestion, { tables }: Deps): Promise<void> {
  const { move } = transient;
  const source = await tables.find(move.source);
  if (source === undefined) return;
  for (const destination of destinations) {
    const made = newDestination(move, source, destination);
    if (made === undefined || (await tables.find(destination))) continue;
    await createLike(destination, made, tables);
  }
}

/** Adds the columns that a load added to the temporary table to the destinations, where the rule allows that. */
export async function addNewColumns({ transient, destinations }: TransientIngestion, { tables }: Deps): Promise<void> {
  const { move } = transient;
  if (!move.allowFieldAddition) return;
  const source = await tables.find(move.source);
  if (source === undefined) return;
  for (const destination of destinations) {
    const known = await tables.find(destination);
    if (known === undefined || mergeColumns(known.fields, source.fields).added.length === 0) continue;
    await addMissingColumns(destination, source.fields, tables);
  }
}

const templateOf = async ({ template }: Ingestion, deps: Deps): Promise<TableInfo | undefined> =>
  template && existing(template, 'Dest.Schema.Template', deps);

async function existing(table: TableName, field: string, { tables }: Deps): Promise<TableInfo> {
  const found = await tables.find(table);
  if (found) return found;
  throw permanent('notFound', `${field} ${fullTableName(table)} does not exist; create it, or name another`);
}

/** Leaves partition decorators out of account. */
function isSameTable(a: TableName, b: TableName): boolean {
  return splitPartition(fullTableName(a)).table === splitPartition(fullTableName(b)).table;
}
