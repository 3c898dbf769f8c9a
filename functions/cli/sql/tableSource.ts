import type { TableField, TableName } from '../../src/model/table.ts';
import { CannotLook } from '../cloud/cannotLook.ts';
import { tableOf } from '../cloud/dataResources.ts';
import type { Reader } from '../cloud/reader.ts';
import { UsageError } from '../input/usageError.ts';
import type { KnownTable } from './sqlReader.ts';

/** Says which columns tables have; `missing` where there is no such table, undefined where that cannot be said. */
export type TableSource = (table: TableName) => Promise<KnownTable | 'missing' | undefined>;

/** The tables that the caller may look at, each asked for once. Where `isWhole` is false, others may be elsewhere, and none counts as missing. */
export const tablesIn =
  (reader: Reader, { isWhole }: { isWhole: boolean }): TableSource =>
  async (name) => {
    try {
      const found = await reader.read(tableOf(name));
      if (found) return knownTable(found);
      return isWhole ? 'missing' : undefined;
    } catch (error) {
      if (error instanceof CannotLook || error instanceof UsageError) return undefined;
      throw error;
    }
  };

/** The tables of a project that can be asked, and why the columns of some are not known. */
export const tablesOfProject = (reader: Reader) => ({
  look: tablesIn(reader, { isWhole: true }),
  help: 'BigQuery has no such tables, or does not list their columns',
});

/** Where no project is named, the local world knows some tables, and those of others are elsewhere. */
export const tablesOfLocalWorld = (reader: Reader) => ({
  look: tablesIn(reader, { isWhole: false }),
  help: 'with --project, check reads their columns there; without, in the local world, if it runs',
});

interface Found {
  schema?: { fields: Column[] } | undefined;
  type?: string | undefined;
  timePartitioning?: { field?: string | undefined } | undefined;
}

function knownTable({ schema, type, timePartitioning }: Found): KnownTable | undefined {
  const fields = (schema?.fields ?? []).map(fieldOf);
  // External tables have columns that nobody lists.
  if (fields.length === 0 || type === 'EXTERNAL') return undefined;
  return { fields, isByIngestionTime: timePartitioning !== undefined && !timePartitioning.field };
}

interface Column {
  name: string;
  type: string;
  mode?: string | undefined;
  fields?: Column[] | undefined;
}

const fieldOf = ({ name, type, mode, fields }: Column): TableField => ({
  name,
  type,
  ...(mode === undefined ? {} : { mode }),
  ...(fields === undefined ? {} : { fields: fields.map(fieldOf) }),
});
