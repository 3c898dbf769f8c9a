import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ApiError } from '../errors/apiError.ts';
import { JobError } from '../errors/jobError.ts';
import { evolutionRules } from '../load/evolutionRules.ts';
import { fetchSources } from '../load/fetchSources.ts';
import { type LoadPlan, loadPlan } from '../load/loadPlan.ts';
import type { PreparedRows } from '../load/preparation.ts';
import { prepareRows } from '../load/prepareRows.ts';
import type { SourceFile } from '../load/task/loadTask.ts';
import { requireSameLocation } from '../objects/bucketLocations.ts';
import { parseGsUri } from '../objects/gsUri.ts';
import type { LoadConfiguration } from '../rest/resources.ts';
import { tableName } from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import { type JobRecord, jobName } from '../state/job.ts';
import { writeTable } from '../tables/writeTable.ts';
import type { JobOutcome, PreparedJob } from './executor.ts';

/** Reads the source objects and checks their rows; the commit writes them. */
export async function prepareLoad(record: JobRecord, context: StubContext): Promise<PreparedJob> {
  const configuration = record.configuration.load ?? {};
  const plan = loadPlan(configuration, record.ref.projectId);
  context.quotas.noteLoadJob(record.ref.projectId);
  const folder = path.join(context.workDir, randomUUID());
  await mkdir(folder);
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const files = await filesOf(record, { context, folder, plan });
    const present = context.catalog.findTable(plan.destination.table);
    const rows = await prepareRows({ files, plan, present, folder, context });
    return { commit: () => commit({ record, configuration, plan, files, rows }, context), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface Reading {
  context: StubContext;
  folder: string;
  plan: LoadPlan;
}

async function filesOf({ configuration, upload }: JobRecord, reading: Reading): Promise<SourceFile[]> {
  if (upload !== undefined) return [{ uri: undefined, path: upload, bytes: (await stat(upload)).size }];
  const { context, folder, plan } = reading;
  const uris = configuration.load?.sourceUris ?? [];
  const { location } = context.catalog.dataset(plan.destination.table);
  for (const bucket of new Set(uris.map((uri) => parseGsUri(uri).bucket))) {
    requireSameLocation({ source: context.bucketLocations.of(bucket), destination: location, dataset: location });
  }
  return fetchSources(uris, context.objects, folder);
}

interface Load {
  record: JobRecord;
  configuration: LoadConfiguration;
  plan: LoadPlan;
  files: readonly SourceFile[];
  rows: PreparedRows;
}

async function commit(load: Load, context: StubContext): Promise<JobOutcome> {
  try {
    return await write(load, context);
  } catch (error) {
    const isKnown = error instanceof JobError || error instanceof ApiError;
    throw (isKnown ? undefined : await load.rows.blame?.()) ?? error;
  }
}

function write(load: Load, context: StubContext): Promise<JobOutcome> {
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

function tableWrite({ configuration, plan, rows }: Load): Parameters<typeof writeTable>[2] {
  const { destination, createDisposition, writeDisposition } = plan;
  const { description, friendlyName, labels, expirationTime } = configuration.destinationTableProperties ?? {};
  return {
    destination,
    createDisposition,
    writeDisposition,
    fields: rows.fields,
    source: rows.source,
    evolution: evolutionRules(plan, rows),
    partitioning: configuration,
    clustering: configuration.clustering?.fields,
    expirationTime: expirationTime === undefined ? undefined : Number(new Date(expirationTime)),
    properties: Object.fromEntries(
      Object.entries({ description, friendlyName, labels }).filter(([, value]) => value !== undefined),
    ),
  };
}

function outcomeOf({ files, rows }: Load, outputRows: number): JobOutcome {
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  return {
    statistics: {
      load: {
        inputFiles: String(files.length),
        inputFileBytes: String(bytes),
        outputRows: String(outputRows),
        outputBytes: String(bytes),
        badRecords: String(rows.badRecords),
      },
    },
    warnings: rows.warnings,
  };
}
