import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Field } from '../catalog/field.ts';
import { tableName } from '../catalog/names.ts';
import { schemaMismatch } from '../catalog/schemaEvolution.ts';
import type { StubContext } from '../context.ts';
import { JobError } from '../errors/jobError.ts';
import { fetchSources } from '../load/fetchSources.ts';
import { type LoadPlan, loadPlan } from '../load/loadPlan.ts';
import type { LoadTaskResult, SourceFile } from '../load/loadTask.ts';
import { rowsSql } from '../load/rowsSql.ts';
import type { LoadConfiguration } from '../rest.ts';
import type { JobOutcome, PreparedJob } from './executor.ts';
import { type JobRecord, jobName } from './job.ts';
import { writeTable } from './writeTable.ts';

/** Reads the source objects and checks their rows; the commit writes them. */
export async function prepareLoad(record: JobRecord, context: StubContext): Promise<PreparedJob> {
  const configuration = record.configuration.load ?? {};
  const plan = loadPlan(configuration, record.ref.projectId);
  context.quotas.noteLoadJob(record.ref.projectId);
  const folder = path.join(context.workDir, randomUUID());
  await mkdir(folder);
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const files = await fetchSources(configuration.sourceUris ?? [], context.objects, folder);
    const fields = fieldsOf(plan, context);
    const checked = await checkRows(files, { plan, fields, folder, context });
    return { commit: () => commit({ record, configuration, plan, files, checked }, context), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function fieldsOf({ fields, destination }: LoadPlan, { catalog }: StubContext): Field[] {
  const known = fields ?? catalog.findTable(destination.table)?.fields;
  if (!known || known.length === 0)
    throw new JobError({ reason: 'invalid', message: 'No schema specified on job or table.' });
  return known;
}

interface Checked {
  fields: Field[];
  /** A DuckDB query for the rows. */
  source: string;
  badRecords: number;
  warnings: Extract<LoadTaskResult, { ok: true }>['errors'];
}

interface Checking {
  plan: LoadPlan;
  fields: Field[];
  folder: string;
  context: StubContext;
}

async function checkRows(files: SourceFile[], { plan, fields, folder, context }: Checking): Promise<Checked> {
  const { format, options } = plan;
  if (format === 'PARQUET') throw new Error('not yet');
  const output = path.join(folder, 'rows');
  const result = await context.loadWorkers.run({ format, files, fields, options, output });
  if (!result.ok) throw new JobError(...result.errors);
  return {
    fields,
    source: rowsSql(output, fields, result.longestRow),
    badRecords: result.badRecords,
    warnings: result.errors,
  };
}

interface Load {
  record: JobRecord;
  configuration: LoadConfiguration;
  plan: LoadPlan;
  files: readonly SourceFile[];
  checked: Checked;
}

async function commit(load: Load, context: StubContext): Promise<JobOutcome> {
  const { table } = load.plan.destination;
  return context.catalog.locks.hold([tableName(table)], () =>
    context.heavyWork(() =>
      context.catalog.transact(table.projectId, async (tx) => {
        const written = await writeTable(tx, context, tableWrite(load));
        const outcome = outcomeOf(load, written.rows);
        await tx.putFinishedJob(jobName(load.record.ref), outcome);
        return outcome;
      }),
    ),
  );
}

function tableWrite({ configuration, plan, checked }: Load): Parameters<typeof writeTable>[2] {
  const { destination, schemaUpdateOptions, createDisposition, writeDisposition } = plan;
  const { description, friendlyName, labels, expirationTime } = configuration.destinationTableProperties ?? {};
  return {
    destination,
    createDisposition,
    writeDisposition,
    fields: checked.fields,
    source: checked.source,
    evolution: {
      mayAddFields: schemaUpdateOptions.includes('ALLOW_FIELD_ADDITION'),
      mayRelaxFields: schemaUpdateOptions.includes('ALLOW_FIELD_RELAXATION'),
      mayDifferInMode: false,
      refusal: schemaMismatch(destination.table),
    },
    partitioning: configuration,
    clustering: configuration.clustering?.fields,
    expirationTime: expirationTime === undefined ? undefined : Number(new Date(expirationTime)),
    properties: Object.fromEntries(
      Object.entries({ description, friendlyName, labels }).filter(([, value]) => value !== undefined),
    ),
  };
}

function outcomeOf({ files, checked }: Load, rows: number): JobOutcome {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    statistics: {
      load: {
        inputFiles: String(files.length),
        inputFileBytes: String(bytes),
        outputRows: String(rows),
        outputBytes: String(bytes),
        badRecords: String(checked.badRecords),
      },
    },
    warnings: checked.warnings,
  };
}
