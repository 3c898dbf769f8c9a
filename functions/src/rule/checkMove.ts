import { MAX_CLUSTER_COLUMNS } from './maxClusterColumns.ts';
import { errorAt, type Finding, warningAt } from './problem.ts';
import type { Destination } from './schema.ts';
import { namesAlias } from './sqlAliases.ts';

/** A dollar sign for BigQuery is written twice; one before the digits of a day is taken for it too. */
const DECORATED = /\$\$|\$\d{4,10}$/;

/** What a rule may not ask of the way from the temporary table to the destination. */
export const checkMove = (dest: Destination): Finding[] => [
  ...checkDml(dest),
  ...checkAliases(dest),
  ...checkBeforeJoins(dest),
  ...checkTransform(dest),
  ...checkSplit(dest),
];

function checkDml({ Transient, Partition, WriteDisposition, Schema }: Destination): Finding[] {
  if (Transient?.CopyMethod !== 'DML') return [];
  const findings: Finding[] = [];
  const decorated = [
    ...(Partition === undefined ? [] : [['Dest', 'Partition']]),
    ...(Schema?.Split?.Mapping ?? []).flatMap(({ Then }, index) =>
      DECORATED.test(Then) ? [['Dest', 'Schema', 'Split', 'Mapping', index, 'Then']] : [],
    ),
  ];
  for (const path of decorated) {
    const message =
      'Dest.Transient.CopyMethod DML cannot write to a partition by its name: SQL has no partition decorators; write QUERY, or leave it to the partitioning column';
    findings.push(errorAt(path, message));
  }
  if (WriteDisposition === 'WRITE_EMPTY') {
    const message =
      'Dest.Transient.CopyMethod DML cannot keep WriteDisposition WRITE_EMPTY: an INSERT does not check for existing rows; write QUERY or COPY';
    findings.push(errorAt(['Dest', 'WriteDisposition'], message));
  }
  return findings;
}

function checkAliases({ SideInputs = [], Transient }: Destination): Finding[] {
  const taken = new Set([(Transient?.Alias ?? 't').toLowerCase()]);
  return SideInputs.flatMap(({ Alias }, index) => {
    const name = Alias.toLowerCase();
    if (!taken.has(name)) {
      taken.add(name);
      return [];
    }
    const message = `Dest.SideInputs[${index}].Alias ${Alias} is taken, by the temporary table or another side input; give it another`;
    return [errorAt(['Dest', 'SideInputs', index, 'Alias'], message)];
  });
}

/** Rows are chosen before anything is joined to them: a side input must not decide which row of a key is kept. */
function checkBeforeJoins({ SideInputs = [], Transient, UniqueOrderBy }: Destination): Finding[] {
  const texts = [
    { path: ['Dest', 'Transient', 'Criteria'], sql: Transient?.Criteria },
    { path: ['Dest', 'UniqueOrderBy'], sql: UniqueOrderBy },
  ];
  const main = Transient?.Alias ?? 't';
  return texts.flatMap(({ path, sql = '' }) =>
    SideInputs.filter(({ Alias }) => namesAlias(sql, Alias)).map(({ Alias }) =>
      errorAt(
        path,
        `${path.join('.')} names the side input ${Alias}, but bqtail chooses rows before it joins side inputs; for a column, write ${main}.${Alias}, else put the condition into On of an Inner side input`,
      ),
    ),
  );
}

function checkTransform({ Transform = {} }: Destination): Finding[] {
  const seen = new Map<string, string>();
  return Object.keys(Transform).flatMap((column) => {
    const other = seen.get(column.toLowerCase());
    if (other === undefined) {
      seen.set(column.toLowerCase(), column);
      return [];
    }
    const message = `Dest.Transform.${column} has no effect: Dest.Transform.${other} is the same column to BigQuery, which ignores case; keep one`;
    return [warningAt(['Dest', 'Transform', column], message)];
  });
}

function checkSplit({ Schema, Partition }: Destination): Finding[] {
  const split = Schema?.Split;
  if (split === undefined) return [];
  const findings: Finding[] = [];
  if (Partition !== undefined) {
    const message =
      'Dest.Partition has no effect with Dest.Schema.Split, whose rows go to the tables of its Mapping; write the partition there (Then: dataset.table$$20260131)';
    findings.push(errorAt(['Dest', 'Partition'], message));
  }
  const columns = split.ClusterColumns ?? [];
  if (columns.length > MAX_CLUSTER_COLUMNS) {
    const message = `BigQuery clusters by ${MAX_CLUSTER_COLUMNS} columns at most: ${columns.slice(MAX_CLUSTER_COLUMNS).join(', ')} will not count`;
    findings.push(warningAt(['Dest', 'Schema', 'Split', 'ClusterColumns'], message));
  }
  return findings;
}
