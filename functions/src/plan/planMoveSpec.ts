import { defined } from '../common/defined.ts';
import { permanent } from '../failure/failure.ts';
import type { MoveSpec, SideInput, Split } from '../model/moveSpec.ts';
import { type LoadConfiguration, layoutOf } from '../model/plan.ts';
import type { TableName } from '../model/table.ts';
import { fullTableName } from '../model/table.ts';
import type { Variables } from '../rule/expand.ts';
import type { Destination } from '../rule/schema.ts';
import { expandSql } from '../rule/sqlSafety.ts';
import type { Subject, Surroundings, TableOf } from './subject.ts';

interface MoveParts {
  subject: Subject;
  destination: TableName;
  load: LoadConfiguration;
  tableOf: TableOf;
}

type Sql = (text: string) => string;

/** BigQuery takes table names of up to 1,024 bytes. */
const MAX_TABLE_BYTES = 1024;

/** What the rule says of the way from the temporary table to the destination, with every variable filled in. */
export function moveSpec({ subject, destination, load, tableOf }: MoveParts, surroundings: Surroundings): MoveSpec {
  const { rule, identity, table, variables } = subject;
  const { Dest } = rule;
  const { Transient } = Dest;
  const datasetId = Transient?.Dataset;
  if (datasetId === undefined) throw permanent('invalid', 'Dest.Transient.Dataset is missing');
  const inDataset = (suffix: string): TableName => ({
    projectId: Transient?.ProjectID ?? surroundings.projectId,
    datasetId,
    tableId: temporaryName(table.tableId, suffix),
  });
  const source = inDataset(`_${surroundings.processId}`);
  const known = sqlVariables(variables, { subject, source, surroundings });
  const sql: Sql = (text) => expandSql(text, known, identity);
  return {
    source,
    alias: Transient?.Alias ?? 't',
    destination,
    writeDisposition: load.writeDisposition ?? 'WRITE_APPEND',
    allowFieldAddition: load.schemaUpdateOptions?.includes('ALLOW_FIELD_ADDITION') ?? Dest.AllowFieldAddition ?? false,
    layout: layoutOf(load),
    ...defined({
      createDisposition: load.createDisposition,
      method: Transient?.CopyMethod,
      criteria: Transient?.Criteria ? sql(Transient.Criteria) : undefined,
    }),
    ...transformation(Dest, { sql, tableOf }),
    ...splitOf(Dest, { sql, tableOf, clustered: inDataset(`_${surroundings.processId}_split`) }),
  };
}

function temporaryName(tableId: string, suffix: string): string {
  const room = MAX_TABLE_BYTES - suffix.length;
  let name = tableId;
  while (Buffer.byteLength(name) > room) name = [...name].slice(0, -1).join('');
  return `${name}${suffix}`;
}

interface Facts {
  subject: Subject;
  source: TableName;
  surroundings: Surroundings;
}

function sqlVariables(variables: Variables, { subject, source, surroundings }: Facts): Variables {
  const { processId, projectId, triggerBucket } = surroundings;
  return {
    ...variables,
    EventID: processId,
    DestTable: subject.destination,
    TempTable: fullTableName(source),
    ProjectID: projectId,
    TriggerBucket: triggerBucket,
  };
}

function transformation(dest: Destination, { sql, tableOf }: { sql: Sql; tableOf: TableOf }): Partial<MoveSpec> {
  const { UniqueColumns, UniqueOrderBy, Transform, SideInputs } = dest;
  const sideInputs = SideInputs?.map(
    ({ Table, From, Alias, On, Inner }, index): SideInput =>
      defined({
        table: Table ? tableOf({ field: `Dest.SideInputs[${index}].Table`, text: Table }) : undefined,
        from: From ? sql(From) : undefined,
        alias: Alias,
        on: sql(On),
        inner: Inner ?? false,
      }),
  );
  const transform = Transform && Object.entries(Transform).map(([column, text]) => [column, sql(text)] as const);
  return defined({
    uniqueColumns: UniqueColumns,
    uniqueOrderBy: UniqueOrderBy ? sql(UniqueOrderBy) : undefined,
    transform: transform && Object.fromEntries(transform),
    sideInputs,
  });
}

function splitOf(
  { Schema }: Destination,
  { sql, tableOf, clustered }: { sql: Sql; tableOf: TableOf; clustered: TableName },
): { split?: Split } {
  const given = Schema?.Split;
  if (given === undefined) return {};
  const mapping = given.Mapping.map(({ When, Then }, index) => ({
    when: sql(When),
    destination: tableOf({ field: `Dest.Schema.Split.Mapping[${index}].Then`, text: Then }),
  }));
  const { TimeColumn, ClusterColumns: clusterColumns } = given;
  return { split: defined({ clustered, mapping, timeColumn: TimeColumn || undefined, clusterColumns }) };
}
