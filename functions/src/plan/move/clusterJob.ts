import { defined } from '../../common/defined.ts';
import { permanent } from '../../failure/failure.ts';
import type { MoveSpec, Split } from '../../model/moveSpec.ts';
import type { TableField, TableInfo } from '../../model/table.ts';
import { standardType } from '../../model/typeNames.ts';
import { MAX_CLUSTER_COLUMNS } from '../../rule/maxClusterColumns.ts';
import { columnAt, sameName } from './findColumn.ts';
import type { MoveJob } from './moveJob.ts';
import { columnSql, quoted } from './quote.ts';
import { rowsSql } from './sourceSql.ts';

/** https://cloud.google.com/bigquery/docs/creating-clustered-tables#limitations */
const CLUSTERED = ['DATE', 'BOOL', 'GEOGRAPHY', 'INT64', 'NUMERIC', 'BIGNUMERIC', 'STRING', 'TIMESTAMP', 'DATETIME'];

/** https://cloud.google.com/bigquery/docs/partitioned-tables#date_timestamp_partitioned_tables */
const PARTITIONED = ['DATE', 'TIMESTAMP', 'DATETIME'];

/**
 * The job that writes the wanted rows to a partitioned, clustered table. BigQuery does that by top-level columns alone: nested
 * ones get a copy, `info_key` for `info.key`. Throws where a column is none that BigQuery can do it by.
 */
export function clusterJob(spec: MoveSpec & { split: Split }, source: TableInfo): MoveJob {
  const { split, alias } = spec;
  const projected = new Map<string, readonly string[]>();
  const columnFor = (path: string, { field, types }: Place): string => {
    const found = columnAt(source.fields, path, field);
    refuseType(found.field, { field, types });
    if (found.path.length === 1) return found.field.name;
    const known = [...projected].find(([, other]) => other.join('.') === found.path.join('.'));
    if (known) return known[0];
    const name = freeName(found.path.join('_'), [...source.fields.map((one) => one.name), ...projected.keys()]);
    projected.set(name, found.path);
    return name;
  };
  const wanted = (split.clusterColumns ?? []).map((path) =>
    columnFor(path, { field: 'Dest.Schema.Split.ClusterColumns', types: CLUSTERED }),
  );
  const clustering = [...new Set(wanted)].slice(0, MAX_CLUSTER_COLUMNS);
  const time =
    split.timeColumn === undefined
      ? undefined
      : columnFor(split.timeColumn, { field: 'Dest.Schema.Split.TimeColumn', types: PARTITIONED });
  const copies = [...projected].map(([name, path]) => `  ${columnSql(alias, path)} AS ${quoted(name)}`);
  return {
    action: 'query',
    purpose: 'cluster',
    dataset: split.clustered,
    configuration: {
      query: {
        query: ['SELECT', [`  ${quoted(alias)}.*`, ...copies].join(',\n'), `FROM ${rowsSql(spec, source)}`].join('\n'),
        useLegacySql: false,
        destinationTable: split.clustered,
        writeDisposition: 'WRITE_TRUNCATE',
        ...defined({
          timePartitioning: time === undefined ? undefined : { type: 'DAY', field: time },
          clustering: clustering.length > 0 ? { fields: clustering } : undefined,
        }),
      },
    },
  };
}

interface Place {
  /** Where the rule names the column. */
  field: string;
  types: readonly string[];
}

function refuseType({ name, type, mode }: TableField, { field, types }: Place): void {
  if (mode !== 'REPEATED' && types.includes(standardType(type))) return;
  const has = `${mode === 'REPEATED' ? 'REPEATED ' : ''}${type}`;
  throw permanent('invalid', `${field}: ${name} is ${has}; BigQuery wants a column of ${types.join(', ')}`);
}

function freeName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  while (taken.some((other) => sameName(other, name))) name = `${name}_`;
  return name;
}
