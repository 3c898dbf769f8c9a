import { newEtag } from '../catalog/createTable.ts';
import type { TableMeta } from '../catalog/meta.ts';
import type { Partitioning } from '../catalog/partitioning.ts';
import { applySchemaChanges, compareSchemas, schemaMismatch } from '../catalog/schemaEvolution.ts';
import type { Transaction } from '../catalog/transaction.ts';
import { invalid } from '../errors/apiError.ts';
import type { Call } from '../http/call.ts';
import type { TableResource } from '../rest/resources.ts';
import { canonicalFields, type Field } from '../schema/field.ts';
import { destinationOf, tableName } from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import { changedProperties, refuseExternal, writableProperties } from '../tables/properties.ts';
import { requireEtag } from './datasets.ts';

/** tables.patch leaves alone what is not given; tables.update takes it away. */
export function changeTable(context: StubContext, call: Call, kind: 'patch' | 'update'): Promise<TableMeta> {
  const { catalog } = context;
  const { table: ref } = destinationOf(call.params, '');
  refuseExternal(call.body);
  return catalog.locks.hold([tableName(ref)], async () => {
    const meta = catalog.table(ref);
    requireEtag(call, meta.etag);
    context.quotas.noteMetadataUpdate(meta);
    return catalog.transact(ref.projectId, async (tx) => {
      const changed = await changedTable(tx, meta, { call, kind });
      await tx.putTable(changed);
      return changed;
    });
  });
}

async function changedTable(
  tx: Transaction,
  meta: TableMeta,
  { call, kind }: { call: Call; kind: 'patch' | 'update' },
): Promise<TableMeta> {
  const body = call.body as TableResource;
  const properties = changedProperties(meta.properties, writableProperties(call.body), kind === 'patch');
  const { expirationTime: _expiration, clustering: _clustering, partitioning: _partitioning, ...kept } = meta;
  const partitioning = changedPartitioning(meta, body);
  const expirationTime = changedExpiration(meta, call.body, kind);
  const clustering = 'clustering' in call.body ? (body.clustering?.fields ?? undefined) : meta.clustering;
  return {
    ...kept,
    ...(partitioning ? { partitioning } : {}),
    ...(clustering && clustering.length > 0 ? { clustering } : {}),
    ...(expirationTime === undefined ? {} : { expirationTime }),
    ...(body.view?.query === undefined
      ? {}
      : { view: { query: body.view.query, useLegacySql: body.view.useLegacySql ?? true } }),
    fields: body.schema?.fields ? await changedFields(tx, meta, canonicalFields(body.schema.fields)) : meta.fields,
    lastModifiedTime: Date.now(),
    etag: newEtag(),
    properties,
  };
}

function changedExpiration(
  meta: TableMeta,
  body: Record<string, unknown>,
  kind: 'patch' | 'update',
): number | undefined {
  const given = body['expirationTime'];
  if (given === undefined) return kind === 'patch' ? meta.expirationTime : undefined;
  return given === null ? undefined : Number(given);
}

/** Only how long partitions live, and whether queries have to name one, can be changed. */
function changedPartitioning(
  { partitioning, ref }: TableMeta,
  { timePartitioning }: TableResource,
): Partitioning | undefined {
  if (!timePartitioning) return partitioning;
  if (partitioning?.kind !== 'time' || (timePartitioning.field ?? partitioning.field) !== partitioning.field) {
    throw invalid(`Cannot change partitioning/clustering of table ${tableName(ref)}.`);
  }
  const { expirationMs, requirePartitionFilter } = timePartitioning;
  return {
    ...partitioning,
    ...(expirationMs === undefined || expirationMs === null ? {} : { expirationMs: Number(expirationMs) }),
    ...(requirePartitionFilter === undefined ? {} : { requirePartitionFilter }),
  };
}

/** A new schema has to hold all that is there; it may add and relax, and change descriptions. */
async function changedFields(tx: Transaction, meta: TableMeta, incoming: Field[]): Promise<Field[]> {
  const refusal = schemaMismatch(meta.ref);
  requireAll(meta.fields, incoming, refusal);
  const { fields, changes } = compareSchemas(meta.fields, incoming, {
    mayAddFields: true,
    mayRelaxFields: true,
    modes: 'strict',
    refusal,
  });
  if (!meta.view) await applySchemaChanges(tx.session, meta.ref, changes);
  return describedAnew(fields, incoming);
}

function requireAll(present: readonly Field[], incoming: readonly Field[], refusal: string): void {
  for (const field of present) {
    const found = incoming.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
    if (!found) throw invalid(`${refusal}. Field ${field.name} is missing in new schema`);
    if (field.fields) requireAll(field.fields, found.fields ?? [], refusal);
  }
}

/** The merged fields with the annotations that come with the new schema. */
function describedAnew(fields: readonly Field[], incoming: readonly Field[]): Field[] {
  return fields.map((field) => {
    const given = incoming.find(({ name }) => name.toLowerCase() === field.name.toLowerCase());
    if (!given) return field;
    const { name, type, mode } = field;
    return {
      ...given,
      name,
      type,
      mode,
      ...(field.fields ? { fields: describedAnew(field.fields, given.fields ?? []) } : {}),
    };
  });
}
