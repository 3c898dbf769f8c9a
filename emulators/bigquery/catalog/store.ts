import type { Engine } from '../engine/engine.ts';
import type { Session } from '../engine/session.ts';
import { type DatasetRef, quoteName, quoteText } from '../schema/names.ts';

/**
 * The tables in which a project's catalog keeps what DuckDB itself has no place for. No dataset can be called so.
 */
const schemaOf = (projectId: string): string => `${quoteName(projectId)}."(stub)"`;

const ENTRIES = ['datasets', 'tables', 'jobs'] as const;
type EntryKind = (typeof ENTRIES)[number];

export async function createStore(engine: Engine, projectId: string): Promise<void> {
  await engine.use(async (session) => {
    const schema = schemaOf(projectId);
    await session.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
    for (const kind of ENTRIES) {
      await session.run(`CREATE TABLE IF NOT EXISTS ${schema}.${kind} (id VARCHAR, entry VARCHAR)`);
    }
  });
}

export interface Entry {
  kind: EntryKind;
  id: string;
  /** Undefined where the entry is to be gone. */
  value: unknown;
}

/** Writes an entry; one that is not there yet takes half the time. */
export async function writeEntry(
  session: Session,
  projectId: string,
  { kind, id, value, isNew }: Entry & { isNew: boolean },
): Promise<void> {
  const table = `${schemaOf(projectId)}.${kind}`;
  if (!isNew) await session.run(`DELETE FROM ${table} WHERE id = ${quoteText(id)}`);
  if (value === undefined) return;
  await session.run(`INSERT INTO ${table} VALUES (${quoteText(id)}, ${quoteText(JSON.stringify(value))})`);
}

/** All entries of a kind, by ID. */
export async function readEntries(session: Session, projectId: string, kind: EntryKind): Promise<Map<string, unknown>> {
  const rows = await session.rows(`SELECT id, entry FROM ${schemaOf(projectId)}.${kind}`);
  return new Map(rows.map(({ id, entry }) => [String(id), JSON.parse(String(entry))]));
}

/** The entries of a dataset's tables; their IDs are `dataset.table`, and a dataset's name has no dot. */
export async function removeTableEntries(session: Session, { projectId, datasetId }: DatasetRef): Promise<void> {
  await session.run(`DELETE FROM ${schemaOf(projectId)}.tables WHERE starts_with(id, ${quoteText(`${datasetId}.`)})`);
}

export async function removeEntries(session: Session, projectId: string, kind: EntryKind): Promise<void> {
  await session.run(`DELETE FROM ${schemaOf(projectId)}.${kind}`);
}
