import type { MoveSpec, Split } from '../../model/moveSpec.ts';
import { fullTableName, type TableInfo, type TableName } from '../../model/table.ts';
import { clusterJob } from './clusterJob.ts';
import type { FindTable, MoveJob } from './moveJob.ts';
import { parenthesized } from './parenthesized.ts';
import { quoted, tableSql } from './quote.ts';
import { fromSql, withSideInputs } from './sourceSql.ts';
import { writeJob } from './writeSql.ts';

type SplitSpec = MoveSpec & { split: Split };

/** The jobs that bring rows to several tables: clustered first where the rule says how, then one table after the other. */
export function splitJobs(spec: SplitSpec, { source, find }: { source: TableInfo; find: FindTable }): MoveJob[] {
  const { split, alias } = spec;
  const isClustered = split.timeColumn !== undefined || split.clusterColumns !== undefined;
  const from = isClustered
    ? withSideInputs(`${tableSql(split.clustered)} AS ${quoted(alias)}`, spec)
    : fromSql(spec, source);
  const writes = splitTargets(split).map(
    ({ target, when }): MoveJob => ({
      action: 'query',
      purpose: 'move',
      dataset: target,
      configuration: writeJob({ spec, source, target, destination: find(target), from, where: when }),
    }),
  );
  return [...(isClustered ? [clusterJob(spec, source)] : []), ...writes, countJob(spec, from)];
}

/** A table that several conditions lead to is written once: a second job would replace what the first wrote. */
function splitTargets({ mapping }: Split): { target: TableName; when: string }[] {
  const byTable = Map.groupBy(mapping, ({ destination }) => fullTableName(destination));
  return [...byTable.values()].flatMap((entries) => {
    const [first] = entries;
    return first
      ? [{ target: first.destination, when: entries.map(({ when }) => parenthesized(when)).join(' OR ') }]
      : [];
  });
}

/** A condition that is NULL does not hold. */
function countJob({ split }: SplitSpec, from: string): MoveJob {
  const any = split.mapping.map(({ when }) => parenthesized(when)).join(' OR ');
  return {
    action: 'query',
    purpose: 'countUnmatched',
    dataset: split.clustered,
    configuration: {
      query: { query: `SELECT COUNTIF((${any}) IS NOT TRUE) AS unmatched\nFROM ${from}`, useLegacySql: false },
    },
  };
}
