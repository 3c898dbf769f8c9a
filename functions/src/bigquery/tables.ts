import type { BigQuery, Table, TableMetadata } from '@google-cloud/bigquery';
import { defined } from '../common/defined.ts';
import { splitPartition } from '../common/partition.ts';
import { failureOf, httpStatusOf } from '../failure/failureOf.ts';
import type { TableField, TableInfo, TableLayout, TableName } from '../model/table.ts';
import { fullTableName } from '../model/table.ts';

interface DatasetName {
  projectId: string;
  datasetId: string;
}

interface NewTable {
  /** None: the table gets its columns with its first rows. */
  fields: readonly TableField[];
  layout?: TableLayout;
  description?: string;
  /** When BigQuery deletes it by itself. */
  expires?: Date;
}

/** Partitions by day of a DATE or TIMESTAMP column, and how long each is kept, in milliseconds. */
interface DayPartitions {
  field: string;
  expirationMs: number;
}

/** One row to stream, and what BigQuery tells its repetitions by (best effort, for about a minute). */
export interface InsertRow {
  insertId: string;
  json: object;
}

/** Tables and datasets of BigQuery, as far as bqtail uses them. Calls reject with a `Failure`, and bear repetition. */
export interface Tables {
  /** undefined: there is no such table, or no such dataset. A partition decorator is left out of account. */
  find(table: TableName): Promise<TableInfo | undefined>;
  /** Creates the table, with exactly this expiry: none unless given, whatever the dataset's default. */
  create(table: TableName, content: NewTable): Promise<'created' | 'existed'>;
  /**
   * Changes the columns, unless somebody else does at the same time: then it looks again. `change` answers undefined where
   * nothing is to be done. BigQuery takes added and relaxed columns, and refuses everything else.
   */
  changeFields(
    table: TableName,
    change: (fields: readonly TableField[]) => readonly TableField[] | undefined,
  ): Promise<void>;
  setExpiry(table: TableName, expires: Date): Promise<void>;
  /** Creates a view of GoogleSQL, or gives the one of that name this SQL. */
  createView(view: TableName, content: { sql: string; description: string }): Promise<void>;
  /** Adds labels, and changes how long partitions (by day of that column) are kept, in milliseconds. */
  setUpkeep(
    table: TableName,
    upkeep: { labels: Readonly<Record<string, string>>; partitions: DayPartitions },
  ): Promise<void>;
  /** Gone already is fine. */
  drop(table: TableName): Promise<void>;
  /** Creates the dataset where it is missing. */
  ensureDataset(dataset: DatasetName, location: string): Promise<void>;
  /** Streams rows (tabledata.insertAll), all or none; at most 50,000 rows and 10 MB a call. */
  insert(table: TableName, rows: readonly InsertRow[]): Promise<void>;
}

/**
 * The expiry, in milliseconds since the epoch, that a table which is to have none is created with. Only a second call can clear the
 * default of the dataset. Whoever dies between the two leaves a table that does not expire early, and a repetition tells it by this expiry
 * from one whose expiry somebody chose.
 */
const FAR_EXPIRY = String(Date.UTC(2100, 0, 1));

/** The API takes null to clear a field, which the client's types do not know. */
const NO_EXPIRY: object = { expirationTime: null };

/** Somebody else may change a table between a look and a change; not so often in a row. */
const MAX_CHANGES = 10;

/** `clientFor` hands out one client a project. */
export function createTables(clientFor: (projectId: string) => Promise<BigQuery>): Tables {
  async function tableOf({ projectId, datasetId, tableId }: TableName) {
    const { table } = splitPartition(tableId);
    return (await clientFor(projectId)).dataset(datasetId, { projectId }).table(table);
  }

  return {
    async find(name) {
      const table = await tableOf(name);
      try {
        const [metadata] = await table.getMetadata();
        return tableInfo(name, metadata);
      } catch (error) {
        if (httpStatusOf(error) === 404) return undefined;
        throw failureOf(error, `BigQuery did not describe table ${fullTableName(name)}`, 'bigquery');
      }
    },

    async create(name, { fields, layout = {}, description, expires }) {
      const table = await tableOf(name);
      const expirationTime = expires === undefined ? FAR_EXPIRY : String(expires.getTime());
      const schema = fields.length === 0 ? undefined : { fields: [...fields] };
      try {
        const answer = await createOrFind(table, defined({ ...layout, schema, description, expirationTime }));
        if (expires === undefined && (answer === 'created' || (await hasFarExpiry(table)))) {
          await table.setMetadata(NO_EXPIRY);
        }
        return answer;
      } catch (error) {
        throw failureOf(error, `BigQuery did not create table ${fullTableName(name)}`, 'bigquery');
      }
    },

    async changeFields(name, change) {
      const table = await tableOf(name);
      for (let attempt = 1; ; attempt++) {
        try {
          const [metadata] = await table.getMetadata();
          const fields = change(tableInfo(name, metadata).fields);
          // With the etag the client asks BigQuery to refuse (412) where the table was changed since it was read.
          if (fields) await table.setMetadata({ schema: { fields: [...fields] }, etag: metadata.etag });
          return;
        } catch (error) {
          if (httpStatusOf(error) === 412 && attempt < MAX_CHANGES) continue;
          throw failureOf(error, `BigQuery did not change the columns of table ${fullTableName(name)}`, 'bigquery');
        }
      }
    },

    async setExpiry(name, expires) {
      const table = await tableOf(name);
      try {
        await table.setMetadata({ expirationTime: String(expires.getTime()) });
      } catch (error) {
        throw failureOf(error, `BigQuery did not set the expiry of table ${fullTableName(name)}`, 'bigquery');
      }
    },

    async createView(name, { sql, description }) {
      const table = await tableOf(name);
      const view = { view: { query: sql, useLegacySql: false }, description };
      try {
        await table.create(view);
        await table.setMetadata(NO_EXPIRY);
      } catch (error) {
        if (httpStatusOf(error) !== 409)
          throw failureOf(error, `BigQuery did not create view ${fullTableName(name)}`, 'bigquery');
        await table.setMetadata({ ...view, ...NO_EXPIRY }).catch((refused: unknown) => {
          throw failureOf(refused, `BigQuery did not change view ${fullTableName(name)}`, 'bigquery');
        });
      }
    },

    async setUpkeep(name, { labels, partitions: { field, expirationMs } }) {
      const table = await tableOf(name);
      try {
        await table.setMetadata({
          labels: { ...labels },
          timePartitioning: { type: 'DAY', field, expirationMs: String(expirationMs) },
        });
      } catch (error) {
        throw failureOf(error, `BigQuery did not change table ${fullTableName(name)}`, 'bigquery');
      }
    },

    async drop(name) {
      const table = await tableOf(name);
      try {
        await table.delete({ ignoreNotFound: true });
      } catch (error) {
        throw failureOf(error, `BigQuery did not drop table ${fullTableName(name)}`, 'bigquery');
      }
    },

    async ensureDataset({ projectId, datasetId }, location) {
      const client = await clientFor(projectId);
      try {
        await client.createDataset(datasetId, { projectId, location });
      } catch (error) {
        if (httpStatusOf(error) === 409) return;
        throw failureOf(error, `BigQuery did not create dataset ${projectId}.${datasetId}`, 'bigquery');
      }
    },

    async insert(name, rows) {
      const table = await tableOf(name);
      try {
        await table.insert([...rows], { raw: true });
      } catch (error) {
        throw failureOf(error, `BigQuery did not take rows for table ${fullTableName(name)}`, 'bigquery');
      }
    },
  };
}

async function createOrFind(table: Table, content: TableMetadata): Promise<'created' | 'existed'> {
  try {
    await table.create(content);
    return 'created';
  } catch (error) {
    if (httpStatusOf(error) === 409) return 'existed';
    throw error;
  }
}

async function hasFarExpiry(table: Table): Promise<boolean> {
  const [{ expirationTime }] = await table.getMetadata();
  return expirationTime === FAR_EXPIRY;
}

function tableInfo(name: TableName, metadata: TableMetadata): TableInfo {
  const { schema, timePartitioning, rangePartitioning, clustering, labels, lastModifiedTime } = metadata;
  const modified = lastModifiedTime === undefined ? undefined : new Date(Number(lastModifiedTime));
  const fields = typeof schema === 'object' && !Array.isArray(schema) ? (schema.fields ?? []) : [];
  return {
    name,
    fields: fields as readonly TableField[],
    ...defined({ timePartitioning, rangePartitioning, clustering, labels, modified }),
  };
}
