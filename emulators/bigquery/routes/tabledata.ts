import type { TableMeta } from '../catalog/meta.ts';
import { partitionIdSql, requirePartitionId, requirePartitioning } from '../catalog/partitioning.ts';
import { invalid } from '../errors/apiError.ts';
import type { Call, Route } from '../http/call.ts';
import { wholeNumber } from '../http/paging.ts';
import { destinationOf, quoteText, sqlName } from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import { timestampFormatOf } from '../values/formatOptions.ts';
import { readPage } from '../values/readPage.ts';
import { createRowInserter } from './insertAll.ts';
import { selectedFields } from './selectedFields.ts';

const TABLE = '/projects/:projectId/datasets/:datasetId/tables/:tableId';

/** https://cloud.google.com/bigquery/docs/reference/rest/v2/tabledata */
export function tabledataRoutes(context: StubContext): Route[] {
  const { catalog } = context;

  async function list({ params, query }: Call): Promise<object> {
    const { table: ref, partition } = destinationOf(params, '');
    const meta = catalog.table(ref);
    if (meta.view) throw invalid(`Cannot list a table of type VIEW.`);
    const page = await readPage(catalog.engine, {
      source: partition === undefined ? sqlName(ref) : partitionSql(meta, partition),
      fields: selectedFields(meta.fields, query.get('selectedFields')),
      maxResults: wholeNumber(query, 'maxResults'),
      startIndex: wholeNumber(query, 'startIndex') ?? 0,
      pageToken: query.get('pageToken') ?? undefined,
      format: timestampFormatOf(query),
    });
    return {
      kind: 'bigquery#tableDataList',
      etag: meta.etag,
      totalRows: String(page.totalRows),
      ...(page.pageToken === undefined ? {} : { pageToken: page.pageToken }),
      ...(page.rows.length > 0 ? { rows: page.rows } : {}),
    };
  }

  return [
    { method: 'GET', path: `${TABLE}/data`, handle: list },
    { method: 'POST', path: `${TABLE}/insertAll`, handle: createRowInserter(context) },
  ];
}

function partitionSql(meta: TableMeta, partition: string): string {
  const partitioning = requirePartitioning(meta, partition);
  requirePartitionId(partitioning, partition);
  return `(SELECT * FROM ${sqlName(meta.ref)} WHERE ${partitionIdSql(partitioning)} = ${quoteText(partition)})`;
}
