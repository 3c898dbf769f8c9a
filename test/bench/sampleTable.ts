import type { TableMetadata } from '@google-cloud/bigquery';

/** A table for what `uploadFiles` uploads. */
export const sampleTable: TableMetadata = {
  schema: {
    fields: [
      { name: 'id', type: 'INTEGER' },
      { name: 'type_id', type: 'INTEGER' },
    ],
  },
};
