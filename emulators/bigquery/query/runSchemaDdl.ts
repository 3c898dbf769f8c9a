import { newEtag } from '../catalog/createTable.ts';
import { newDataset } from '../catalog/newDataset.ts';
import { ApiError, duplicate, unsupported } from '../errors/apiError.ts';
import { type DatasetRef, datasetName } from '../schema/names.ts';
import type { StatementOutcome } from '../state/statementOutcome.ts';
import { withoutNulls } from '../tables/properties.ts';
import type { QueryRun } from './queryRun.ts';
import type { AlterSchema, CreateSchema, Drop, Options } from './script/statement.ts';
import { labelsOf } from './tableOptions.ts';

type DropSchema = Extract<Drop, { kind: 'DROP_SCHEMA' }>;

/** CREATE, ALTER and DROP SCHEMA. */
export async function runSchemaDdl(
  run: QueryRun,
  statement: CreateSchema | AlterSchema | DropSchema,
): Promise<StatementOutcome> {
  const { catalog } = run.context;
  const { kind, dataset: ref } = statement;
  await catalog.openProject(ref.projectId);
  const operation = await catalog.locks.hold([datasetName(ref)], () => {
    switch (statement.kind) {
      case 'CREATE_SCHEMA':
        return create(run, statement);
      case 'ALTER_SCHEMA':
        return alter(run, statement);
      case 'DROP_SCHEMA':
        return drop(run, statement);
    }
  });
  return {
    statistics: {
      statementType: kind,
      ddlOperationPerformed: operation,
      ddlTargetDataset: ref,
      totalBytesProcessed: '0',
    },
  };
}

async function create(
  { context: { catalog }, record }: QueryRun,
  { dataset: ref, ddl }: CreateSchema,
): Promise<string> {
  if (catalog.findDataset(ref)) {
    if (ddl.ifNotExists) return 'SKIP';
    throw duplicate(`Already Exists: Dataset ${datasetName(ref)}`);
  }
  const { location = record.ref.location, ...options } = ddl.options;
  const meta = newDataset(ref, String(location), withoutNulls(schemaProperties(options)));
  await catalog.transact(ref.projectId, (tx) => tx.putDataset(meta));
  return 'CREATE';
}

async function alter({ context: { catalog } }: QueryRun, { dataset: ref, ddl }: AlterSchema): Promise<string> {
  if (!catalog.findDataset(ref) && ddl.ifExists) return 'SKIP';
  const meta = catalog.dataset(ref);
  const properties = withoutNulls({ ...meta.properties, ...schemaProperties(ddl.options) });
  await catalog.transact(ref.projectId, (tx) =>
    tx.putDataset({ ...meta, properties, lastModifiedTime: Date.now(), etag: newEtag() }),
  );
  return 'ALTER';
}

async function drop({ context: { catalog } }: QueryRun, { dataset: ref, ddl }: DropSchema): Promise<string> {
  if (!catalog.findDataset(ref) && ddl.ifExists) return 'SKIP';
  catalog.dataset(ref);
  requireEmpty(ref, catalog.tables(ref).length, ddl.cascade);
  await catalog.transact(ref.projectId, (tx) => tx.removeDataset(ref));
  return 'DROP';
}

function requireEmpty(ref: DatasetRef, tables: number, isCascade: boolean): void {
  if (tables > 0 && !isCascade) throw new ApiError(400, 'resourceInUse', `Dataset ${datasetName(ref)} is still in use`);
}

const DAY_MS = 86_400_000;

/** https://cloud.google.com/bigquery/docs/reference/standard-sql/data-definition-language#schema_option_list */
function schemaProperties(options: Options): Record<string, unknown> {
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(options)) {
    switch (name.toLowerCase()) {
      case 'description':
        properties['description'] = value;
        break;
      case 'friendly_name':
        properties['friendlyName'] = value;
        break;
      case 'labels':
        properties['labels'] = labelsOf(value);
        break;
      case 'default_table_expiration_days':
        properties['defaultTableExpirationMs'] = value === null ? null : String(Number(value) * DAY_MS);
        break;
      case 'default_partition_expiration_days':
        properties['defaultPartitionExpirationMs'] = value === null ? null : String(Number(value) * DAY_MS);
        break;
      default:
        throw unsupported(`schema option ${name}`);
    }
  }
  return properties;
}
