import { expect, it } from 'vitest';
import type { Partitioning } from '../../../../emulators/bigquery/catalog/partitioning.ts';
import { createQuotas } from '../../../../emulators/bigquery/control/quotas.ts';

const REF = { projectId: 'p', datasetId: 'd', tableId: 't' };

it.each<[string, Partitioning | undefined, number]>([
  ['without partitions', undefined, 1_500],
  ['partitioned by the time of ingestion', { kind: 'time', unit: 'DAY' }, 11_000],
  ['partitioned by a column', { kind: 'time', unit: 'DAY', field: 'at' }, 30_000],
  ['partitioned by a range', { kind: 'range', field: 'id', start: 0, end: 10, interval: 1 }, 30_000],
])('a table %s may be modified as often a day, in proportion, as BigQuery says', (_, partitioning, perDay) => {
  const quotas = createQuotas({ tableModificationsPerDay: 15 });
  const table = { ref: REF, ...(partitioning ? { partitioning } : {}) };
  for (let time = 0; time < perDay / 100; time++) quotas.noteTableModification(table);
  expect(() => quotas.noteTableModification(table)).toThrow('exceeded quota for imports');
});
