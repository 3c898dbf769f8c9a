import { isSameType } from '../../src/model/typeNames.ts';
import { type FieldPath, fieldName, type RuleProblem } from '../../src/rule/problem.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import type { Rule } from '../../src/rule/schema.ts';
import { bringsColumns, sourceFormatOf } from '../../src/rule/sourceFormat.ts';
import { CannotLook } from '../cloud/cannotLook.ts';
import { datasetOf, tableOf } from '../cloud/dataResources.ts';
import { localEndpoints } from '../cloud/endpoints.ts';
import { mayLoad } from '../cloud/locations.ts';
import type { Reader } from '../cloud/reader.ts';
import { bucketOf } from '../cloud/storageResources.ts';
import { type NamedTable, tablesNamed } from './tablesNamed.ts';

interface Cloud {
  project: string;
  /** Empty where it is not known. */
  triggerBucket: string;
  /** With the caller's credentials; it asks for each thing once. */
  reader: Reader;
}

type Severity = RuleProblem['severity'];
type Fault = readonly [Severity, FieldPath, string];

/** What does not fit between enabled rules and the datasets and tables that they name. What the caller may not look at is a warning. */
export async function problemsOfTables(rules: readonly LoadedRule[], cloud: Cloud): Promise<RuleProblem[]> {
  const found = await Promise.all(
    rules
      .filter(({ rule }) => rule.Disabled !== true)
      .flatMap((loaded) =>
        tablesNamed(loaded.rule, cloud.project).map(async (named) => {
          const faults = await faultsOf(loaded.rule, named, cloud).catch((error: unknown): Fault[] => {
            if (!(error instanceof CannotLook)) throw error;
            return [['warning', named.path, `it cannot be checked: ${error.message}`]];
          });
          return faults.map(([severity, path, message]) => problemOf(loaded, { severity, path, message }));
        }),
      ),
  );
  return found.flat();
}

function problemOf(
  { url, line }: LoadedRule,
  { severity, path, message }: { severity: Severity; path: FieldPath; message: string },
): RuleProblem {
  const field = fieldName(path);
  return { severity, file: url, line, column: 1, field, message: `${field}: ${message}` };
}

/** The command that makes a dataset; `bq` does not find the BigQuery of the local world by itself. */
function commandFor({ projectId, datasetId }: Dataset, location: string | undefined): string {
  if (projectId.startsWith('demo-'))
    return `curl -sS -X POST ${localEndpoints(process.env).bigquery}/bigquery/v2/projects/${projectId}/datasets -H 'content-type: application/json' -d '{"datasetReference": {"datasetId": "${datasetId}"}}'`;
  return `bq mk --dataset${location === undefined ? '' : ` --location ${location}`} ${projectId}:${datasetId}`;
}

type Dataset = NamedTable['dataset'];

async function faultsOf(rule: Rule, { path, use, dataset, table }: NamedTable, cloud: Cloud): Promise<Fault[]> {
  const { reader, triggerBucket } = cloud;
  const name = `${dataset.projectId}.${dataset.datasetId}`;
  const there = await reader.read(datasetOf(dataset.projectId, dataset.datasetId));
  // The local world has no locations.
  const isLocal = cloud.project.startsWith('demo-') || triggerBucket === '';
  const bucket = isLocal ? undefined : await reader.read(bucketOf(triggerBucket));
  if (!there) {
    const make = commandFor(dataset, bucket?.location);
    return [['error', path, `there is no dataset ${name}; make it (${make}), or name another`]];
  }
  const elsewhere: Fault[] =
    bucket && !mayLoad(bucket, there.location)
      ? [
          [
            'error',
            path,
            `the dataset ${name} is in ${there.location}, and gs://${bucket.name} in ${bucket.location}: BigQuery refuses to load across; name a dataset that is there`,
          ],
        ]
      : [];
  if (table === undefined) return elsewhere;
  const found = await reader.read(tableOf(table));
  if (found)
    return [...elsewhere, ...(use === 'destination' ? columnFaults(rule, path, found.schema?.fields ?? []) : [])];
  const shown = `${name}.${table.tableId}`;
  if (use !== 'destination')
    return [...elsewhere, ['error', path, `there is no table ${shown}; make it, or name one that is there`]];
  return saysColumns(rule)
    ? elsewhere
    : [
        ...elsewhere,
        [
          'error',
          path,
          `there is no table ${shown}, and the rule does not give its columns; make it, or give the rule Schema.Fields, Schema.Template or Schema.Autodetect`,
        ],
      ];
}

/** Whether a load can make the destination. */
function saysColumns({ Dest, When }: Rule): boolean {
  const { Schema, Autodetect, Transient, SourceFormat } = Dest;
  const format = SourceFormat ?? sourceFormatOf(When?.Suffix ?? '');
  const isTold =
    Schema?.Fields ?? Schema?.Template ?? Transient?.Template ?? (Schema?.Autodetect || Autodetect || undefined);
  return isTold !== undefined || bringsColumns(format);
}

interface Column {
  name: string;
  type: string;
  fields?: Column[] | undefined;
}

/** What the rule says of columns, against those that the destination has. */
function columnFaults({ Dest }: Rule, table: FieldPath, columns: readonly Column[]): Fault[] {
  const { Schema, Transient, UniqueColumns = [], Override, WriteDisposition } = Dest;
  if (columns.length === 0 || Schema?.Split) return [];
  const fields = Schema?.Fields;
  // The key is looked for in the temporary table, whose columns are those of the destination where nothing else says so.
  const isKeyOfTable = !fields && !Transient?.Template && !Schema?.Template && Schema?.Autodetect !== true;
  const missing = isKeyOfTable ? UniqueColumns.filter((column) => columnAt(column, columns) === undefined) : [];
  const replaces = Override === true || WriteDisposition === 'WRITE_TRUNCATE';
  const others = (replaces || Transient ? [] : (fields ?? [])).flatMap(({ Name, Type }, index): Fault[] => {
    const type = columnAt(Name, columns)?.type;
    if (type === undefined || isSameType(type, Type)) return [];
    return [
      [
        'error',
        ['Dest', 'Schema', 'Fields', index, 'Type'],
        `${Name} is ${Type} here, and ${type} in the table that ${fieldName(table)} names; write ${type}`,
      ],
    ];
  });
  return [
    ...missing.map(
      (column): Fault => [
        'error',
        ['Dest', 'UniqueColumns'],
        `the table has no column ${column}; its columns are ${columns.map(({ name }) => name).join(', ')}`,
      ],
    ),
    ...others,
  ];
}

function columnAt(path: string, columns: readonly Column[]): Column | undefined {
  const [first = '', ...rest] = path.replaceAll('`', '').toLowerCase().split('.');
  const found = columns.find(({ name }) => name.toLowerCase() === first);
  return rest.length === 0 || found === undefined ? found : columnAt(rest.join('.'), found.fields ?? []);
}
