import type { DatasetMeta } from '../../catalog/meta.ts';
import { valuesSql } from './valuesSql.ts';

/** https://cloud.google.com/bigquery/docs/information-schema-datasets-schemata */
export const schemataView = (datasets: readonly DatasetMeta[]): string =>
  valuesSql(
    {
      catalog_name: 'VARCHAR',
      schema_name: 'VARCHAR',
      schema_owner: 'VARCHAR',
      creation_time: 'TIMESTAMPTZ',
      last_modified_time: 'TIMESTAMPTZ',
      location: 'VARCHAR',
    },
    datasets.map(({ ref, creationTime, lastModifiedTime, location }) => ({
      catalog_name: ref.projectId,
      schema_name: ref.datasetId,
      creation_time: creationTime,
      last_modified_time: lastModifiedTime,
      location,
    })),
  );
