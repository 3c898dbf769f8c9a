import type { ErrorDetail } from '../../../../functions/src/failure/failure.ts';
import type { JobConfiguration } from '../../../../functions/src/model/job.ts';
import type { TableField } from '../../../../functions/src/model/table.ts';
import type { MemoryStorage } from '../storage/memoryStorage.ts';
import { JobError } from './jobError.ts';
import { type Parsed, parseRows, type Values } from './parseRows.ts';
import { readSources, type SourceObject } from './readSources.ts';
import { partitionOf, type TableReference, type TableStore, tableName } from './tableStore.ts';
import { writeRows } from './writeRows.ts';

type Load = NonNullable<JobConfiguration['load']>;

/** How BigQuery words what is wrong with files. */
export type ErrorStyle = 'located' | 'inText' | 'firstOnly' | 'nothingNamed';

export interface LoadWorld {
  storage: MemoryStorage;
  tables: TableStore;
  denied: ReadonlySet<string>;
  /** Where each bucket lies; one that is not here lies wherever the dataset does. */
  bucketLocations: ReadonlyMap<string, string>;
  style(): ErrorStyle;
}

/** What is left to be done when a job ends: it takes effect as a whole, or throws a JobError. */
export type Finish = () => { rows: number; bytes: number; badRecords: number };

/** Begins a load job: the objects are read as they are now. */
export function runLoad(load: Load, world: LoadWorld): Finish {
  const destination = load.destinationTable as TableReference;
  const known = world.tables.find(destination);
  const uris = load.sourceUris ?? [];
  checkLocations(uris, destination, world);
  const sources = readSources(uris, world);
  const fields = fieldsFor(load, known?.fields ?? []);
  const expected = {
    format: load.sourceFormat ?? 'CSV',
    fields: load.autodetect && known === undefined ? [] : fields,
    ignoreUnknownValues: load.ignoreUnknownValues ?? false,
    skipLeadingRows: Number(load.skipLeadingRows ?? 0),
  };
  const parsed = sources.map((source) => ({ source, ...parseRows(source.content.toString('utf8'), expected) }));
  const bad = parsed.filter(({ problem }) => problem !== undefined);
  const badRecords = bad.reduce((sum, { badRows }) => sum + badRows, 0);
  return () => {
    if (badRecords > Number(load.maxBadRecords ?? 0)) throw badFiles(bad, world.style());
    const rows = parsed.flatMap((file) => file.rows);
    const table = world.tables.find(destination) ?? created(load, fields, rows, world);
    writeRows(world.tables, table, { rows, partition: partitionOf(destination), disposition: load.writeDisposition });
    world.tables.touch(table);
    return { rows: rows.length, bytes: sources.reduce((sum, { size }) => sum + size, 0), badRecords };
  };
}

function checkLocations(uris: readonly string[], destination: TableReference, world: LoadWorld): void {
  const location = world.tables.location(destination);
  for (const uri of uris) {
    const [, bucket = ''] = /^gs:\/\/([^/]+)/.exec(uri) ?? [];
    const where = world.bucketLocations.get(bucket) ?? location;
    if (where === location || location === 'US') continue;
    const message = `Cannot read and write in different locations: source: ${where}, destination: ${location}`;
    throw new JobError({ reason: 'invalid', message });
  }
}

function fieldsFor({ schema }: Load, known: readonly TableField[]): readonly TableField[] {
  return known.length > 0 ? known : ((schema?.fields ?? []) as readonly TableField[]);
}

function created(load: Load, fields: readonly TableField[], rows: readonly Values[], { tables }: LoadWorld) {
  const destination = load.destinationTable as TableReference;
  if (load.createDisposition === 'CREATE_NEVER') {
    throw new JobError({ reason: 'notFound', message: `Not found: Table ${tableName(destination)}` });
  }
  const columns = fields.length > 0 ? fields : load.autodetect ? detected(rows) : [];
  if (columns.length === 0) {
    throw new JobError({ reason: 'invalid', message: 'No schema specified on job or table.' });
  }
  const { timePartitioning, clustering } = load;
  const layout = { ...(timePartitioning ? { timePartitioning } : {}), ...(clustering ? { clustering } : {}) };
  return tables.create(destination, { fields: columns, layout });
}

function detected(rows: readonly Values[]): TableField[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].map((name) => {
    const isNumber = rows.every((row) => row[name] === undefined || typeof row[name] === 'number');
    return { name, type: isNumber ? 'INTEGER' : 'STRING', mode: 'NULLABLE' };
  });
}

type BadFile = Parsed & { source: SourceObject };

/** In the shapes that were recorded of BigQuery. */
function badFiles(bad: readonly BadFile[], style: ErrorStyle): JobError {
  const named = style === 'firstOnly' ? bad.slice(0, 1) : bad;
  const isJson = bad[0]?.problem?.startsWith('JSON') ?? false;
  const what = isJson ? 'JSON table' : 'CSV table';
  const summary = `${reading(`${what} encountered too many errors, giving up. Rows: 2; errors: ${bad.length}. Please look into the errors[] collection for more details.`)}`;
  const [first] = named;
  const errors = named.map(({ source, problem = '' }) => invalid(reading(problem), source.url, style));
  return new JobError(invalid(summary, first?.source.url ?? '', style), errors);
}

const reading = (text: string): string => `Error while reading data, error message: ${text}`;

function invalid(message: string, url: string, style: ErrorStyle): ErrorDetail {
  if (style === 'nothingNamed') return { reason: 'invalid', message };
  if (style === 'inText') return { reason: 'invalid', message: `${message} File: ${url}` };
  return { reason: 'invalid', location: url, message };
}
