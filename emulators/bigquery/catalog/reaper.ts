import { sqlName, tableName } from '../schema/names.ts';
import type { Catalog } from './catalog.ts';
import type { TableMeta } from './meta.ts';
import { isIngestionTime, PARTITION_TIME, type Partitioning, partitionIdSql } from './partitioning.ts';

const PERIOD_MS = 1000;

/** Drops tables and partitions whose time is over, again and again. Returns what ends that. */
export function startReaper(catalog: Catalog): () => Promise<void> {
  let sweeping: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    sweeping = sweeping
      .then(() => sweep(catalog))
      .catch((error: unknown) => console.error('Cannot drop what has expired:', error));
  }, PERIOD_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return sweeping;
  };
}

async function sweep(catalog: Catalog): Promise<void> {
  for (const { ref } of catalog.expiredTables()) {
    await catalog.locks.hold([tableName(ref)], async () => {
      // A new table of that name may be there by now.
      if (!catalog.findTable(ref)) await catalog.transact(ref.projectId, (tx) => tx.removeTable(ref));
    });
  }
  for (const projectId of catalog.projects()) {
    for (const dataset of catalog.datasets(projectId)) {
      for (const table of catalog.tables(dataset.ref)) await sweepPartitions(catalog, table);
    }
  }
}

async function sweepPartitions(catalog: Catalog, { ref, partitioning }: TableMeta): Promise<void> {
  if (partitioning?.kind !== 'time' || partitioning.expirationMs === undefined) return;
  const expired = `${startSql(partitioning)} + to_milliseconds(${partitioning.expirationMs}) < now()`;
  const [found] = await catalog.engine.use((session) =>
    session.rows(`SELECT 1 AS yes FROM ${sqlName(ref)} WHERE ${expired} LIMIT 1`),
  );
  if (!found) return;
  await catalog.locks.hold([tableName(ref)], async () => {
    const meta = catalog.findTable(ref);
    if (!meta) return;
    await catalog.transact(ref.projectId, async (tx) => {
      await tx.session.run(`DELETE FROM ${sqlName(ref)} WHERE ${expired}`);
      const left = await tx.session.rows(`SELECT DISTINCT ${partitionIdSql(partitioning)} AS id FROM ${sqlName(ref)}`);
      const ids = new Set(left.map(({ id }) => String(id)));
      const times = Object.entries(meta.partitionTimes ?? {}).filter(([id]) => ids.has(id));
      await tx.putTable({
        ...meta,
        partitionTimes: Object.fromEntries(times),
        etag: `${meta.etag}-`,
        lastModifiedTime: Date.now(),
      });
    });
  });
}

/** When a row's partition began; it expires `expirationMs` later. */
function startSql(partitioning: Partitioning & { kind: 'time' }): string {
  const column = isIngestionTime(partitioning) ? PARTITION_TIME : `"${partitioning.field}"`;
  return `date_trunc('${partitioning.unit}', CAST(CAST(${column} AS TIMESTAMP) AS TIMESTAMPTZ))`;
}
