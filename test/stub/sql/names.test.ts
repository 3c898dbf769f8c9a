import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TableId } from '../../../emulators/bigquery/query/script/statement.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

/** The tables that a script asks the catalog for, as `project|dataset|table`. */
async function asked(sql: string, options: { legacy?: boolean; bare?: boolean } = {}): Promise<string[]> {
  const tables: string[] = [];
  const run = warehouse.query(sql, {
    projectId: 'home',
    legacy: options.legacy,
    defaultDataset: options.bare ? undefined : { projectId: 'home', datasetId: 'ds' },
    resolve: ({ projectId, datasetId, tableId }: TableId) => {
      tables.push(`${projectId}|${datasetId}|${tableId}`);
      return '(SELECT 1 AS x, [1] AS items)';
    },
  });
  const failure = await run.then(
    () => undefined,
    (error: Error) => error,
  );
  if (failure && tables.length === 0) throw failure;
  return [...new Set(tables)];
}

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse();
});
afterAll(() => warehouse.close());

describe('names of tables', () => {
  it.each([
    ['SELECT 1 FROM t', 'home|ds|t'],
    ['SELECT 1 FROM other.t', 'home|other|t'],
    ['SELECT 1 FROM p.d.t', 'p|d|t'],
    ['SELECT 1 FROM my-project-1.d.t', 'my-project-1|d|t'],
    ['SELECT 1 FROM `my-project.d.t`', 'my-project|d|t'],
    ['SELECT 1 FROM `my-project`.d.`t`', 'my-project|d|t'],
    ['SELECT 1 FROM `my-project.d`.t', 'my-project|d|t'],
    ['SELECT 1 FROM `select.from`', 'home|select|from'],
    ['SELECT 1 FROM `domain.com:proj.d.t`', 'domain.com:proj|d|t'],
    ['SELECT 1 FROM `d.t$20260131`', 'home|d|t$20260131'],
    ['SELECT 1 FROM `d.events_*`', 'home|d|events_*'],
    ['SELECT 1 FROM d.INFORMATION_SCHEMA.TABLES', 'home|d|INFORMATION_SCHEMA.TABLES'],
    ['SELECT 1 FROM `p.d.information_schema.partitions`', 'p|d|INFORMATION_SCHEMA.PARTITIONS'],
    ['SELECT 1 FROM `region-us`.INFORMATION_SCHEMA.JOBS', 'home|region-us|INFORMATION_SCHEMA.JOBS'],
    ['SELECT 1 FROM INFORMATION_SCHEMA.SCHEMATA', 'home||INFORMATION_SCHEMA.SCHEMATA'],
    ['SELECT 1 FROM d.__TABLES__', 'home|d|__TABLES__'],
    ['SELECT 1 FROM d.date', 'home|d|date'],
    ['MERGE a USING d.b ON FALSE WHEN NOT MATCHED THEN INSERT ROW', 'home|ds|a', 'home|d|b'],
    ['INSERT INTO a SELECT * FROM d.b', 'home|ds|a', 'home|d|b'],
    ['CREATE TABLE a AS SELECT * FROM d.b', 'home|d|b'],
  ])('%s', async (sql, ...tables) => {
    expect(await asked(sql)).toEqual(tables);
  });

  it('legacy names stand in brackets', async () => {
    expect(await asked('SELECT partition_id FROM [my-project:d.t$__PARTITIONS_SUMMARY__]', { legacy: true })).toEqual([
      'my-project|d|t$__PARTITIONS_SUMMARY__',
    ]);
    expect(await asked('SELECT * FROM [d.t] WHERE x = 1', { legacy: true })).toEqual(['home|d|t']);
  });

  it('legacy SQL is refused where it means something else', async () => {
    await expect(asked('SELECT * FROM [d.a], [d.b]', { legacy: true })).rejects.toThrow(
      'not supported by the local BigQuery stub: tables joined by commas in legacy SQL, which means UNION ALL at [1:22]',
    );
    await expect(asked('SELECT * FROM [d.a]')).rejects.toThrow('Syntax error: Unexpected "[" at [1:15]');
  });

  it('WITH queries, aliases and arrays of aliases are no tables', async () => {
    expect(await asked('WITH w AS (SELECT * FROM a.b) SELECT * FROM w, w.items AS i JOIN c.d ON TRUE')).toEqual([
      'home|a|b',
      'home|c|d',
    ]);
    expect(await asked('SELECT (SELECT COUNT(*) FROM x.items) FROM d.t AS x')).toEqual(['home|d|t']);
  });

  it('a name without dataset needs a default dataset', async () => {
    await expect(asked('SELECT * FROM\n t', { bare: true })).rejects.toThrow(
      'Table "t" must be qualified with a dataset (e.g. dataset.table).',
    );
  });
});

describe('tables that the context has', () => {
  const resolve = ({ tableId }: TableId): string | undefined => {
    if (tableId === 't$20260131') return '(SELECT 31 AS day)';
    if (tableId === 'e_*') return "(SELECT 1 AS x, '01' AS _TABLE_SUFFIX UNION ALL SELECT 2, '02')";
    if (tableId === 't') return "(SELECT 5 AS x, TIMESTAMPTZ '2026-01-31 00:00:00+00' AS _PARTITIONTIME)";
    return undefined;
  };

  it.each([
    ['SELECT day, day + 1 FROM `p.d.t$20260131`', [[31, 32]]],
    ['SELECT a.day FROM `p.d.t$20260131` AS a', [[31]]],
    ["SELECT x, _TABLE_SUFFIX FROM `p.d.e_*` WHERE _TABLE_SUFFIX BETWEEN '02' AND '09'", [[2, '02']]],
    ["SELECT x FROM t WHERE _PARTITIONTIME = TIMESTAMP '2026-01-31'", [[5]]],
    ['SELECT DATE(_PARTITIONTIME), COUNT(*) FROM d.t GROUP BY 1', [['2026-01-31', 1]]],
  ])('%s', async (sql, rows) => {
    expect((await warehouse.query(sql, { resolve })).rows).toEqual(rows);
  });
});
