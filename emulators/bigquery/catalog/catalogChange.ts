import type { DatasetRef, TableRef } from '../schema/names.ts';
import type { DatasetMeta, TableMeta } from './meta.ts';

/** What a transaction, once committed, changes in the catalog held in memory. */
export type CatalogChange =
  | { kind: 'putDataset'; meta: DatasetMeta }
  | { kind: 'removeDataset'; ref: DatasetRef }
  | { kind: 'putTable'; meta: TableMeta }
  | { kind: 'removeTable'; ref: TableRef };
