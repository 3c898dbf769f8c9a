import { z } from 'zod';
import type { TableName } from '../../src/model/table.ts';
import { at, type Resource } from './resource.ts';

const database = z.object({ name: z.string(), locationId: z.string(), type: z.string() });

export const databaseOf = (projectId: string, id: string): Resource<z.infer<typeof database>> => ({
  api: 'firestore',
  path: at`/projects/${projectId}/databases/${id}`,
  permission: 'datastore.databases.getMetadata',
  schema: database,
});

const indexField = z.object({
  fieldPath: z.string(),
  order: z.string().optional(),
  arrayConfig: z.string().optional(),
});

const indexes = z.object({
  indexes: z
    .array(z.object({ name: z.string(), queryScope: z.string(), fields: z.array(indexField), state: z.string() }))
    .default([]),
});

/** The composite indexes of all collections; the group's ID stands in an index's name. */
export const indexesOf = (projectId: string, id: string): Resource<z.infer<typeof indexes>> => ({
  api: 'firestore',
  path: at`/projects/${projectId}/databases/${id}/collectionGroups/-/indexes`,
  permission: 'datastore.indexes.list',
  schema: indexes,
});

const fields = z.object({
  fields: z.array(z.object({ name: z.string(), ttlConfig: z.object({ state: z.string() }).optional() })).default([]),
});

/** The fields by whose time documents expire. */
export const expiringFields = (projectId: string, id: string): Resource<z.infer<typeof fields>> => ({
  api: 'firestore',
  path: `${at`/projects/${projectId}/databases/${id}/collectionGroups/-/fields`}?${new URLSearchParams({ filter: 'ttlConfig:*' })}`,
  permission: 'datastore.indexes.list',
  schema: fields,
});

const dataset = z.object({ location: z.string() });

export const datasetOf = (projectId: string, id: string): Resource<z.infer<typeof dataset>> => ({
  api: 'bigquery',
  path: at`/projects/${projectId}/datasets/${id}`,
  permission: 'bigquery.datasets.get',
  schema: dataset,
});

const column = z.object({
  name: z.string(),
  type: z.string(),
  mode: z.string().optional(),
  get fields() {
    return z.array(column).optional();
  },
});

const table = z.object({
  schema: z.object({ fields: z.array(column).default([]) }).optional(),
  /** `TABLE`, `VIEW`, `EXTERNAL`, … */
  type: z.string().optional(),
  timePartitioning: z.object({ field: z.string().optional() }).optional(),
});

/** A table's columns; a partition decorator is no part of its ID. */
export const tableOf = ({ projectId, datasetId, tableId }: TableName): Resource<z.infer<typeof table>> => ({
  api: 'bigquery',
  path: at`/projects/${projectId}/datasets/${datasetId}/tables/${tableId}`,
  permission: 'bigquery.tables.get',
  schema: table,
});
