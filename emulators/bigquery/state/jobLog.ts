import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { JobRecord } from './job.ts';
import { jobName } from './job.ts';

/**
 * Keeps jobs on disk: a file of one JSON line a change, the last line about a job counting. A line is written before
 * the call that caused it is answered, so that a killed server knows its jobs when it starts again.
 */
export interface JobLog {
  put(record: JobRecord): void;
  remove(name: string): void;
  clear(): void;
  close(): void;
}

type Line = { record: JobRecord } | { removed: string };

/** @returns the log, and what it held; unfinished lines of a killed server are left out. */
export async function openJobLog(file: string | undefined): Promise<{ log: JobLog; records: JobRecord[] }> {
  if (file === undefined) return { log: NO_LOG, records: [] };
  const records = await readRecords(file);
  const compact = `${file}.new`;
  writeFileSync(compact, records.map((record) => `${JSON.stringify({ record })}\n`).join(''));
  renameSync(compact, file);
  let handle = openSync(file, 'a');
  const append = (line: Line): void => void writeSync(handle, `${JSON.stringify(line)}\n`);
  const log: JobLog = {
    put: (record) => append({ record }),
    remove: (name) => append({ removed: name }),
    clear() {
      closeSync(handle);
      handle = openSync(file, 'w');
    },
    close: () => closeSync(handle),
  };
  return { log, records };
}

const NO_LOG: JobLog = { put: () => {}, remove: () => {}, clear: () => {}, close: () => {} };

async function readRecords(file: string): Promise<JobRecord[]> {
  const records = new Map<string, JobRecord>();
  for (const text of (await readFile(file, 'utf8').catch(() => '')).split('\n')) {
    const line = parsed(text);
    if (!line) continue;
    if ('removed' in line) records.delete(line.removed);
    else records.set(jobName(line.record.ref), line.record);
  }
  return [...records.values()].sort((left, right) => left.creationTime - right.creationTime);
}

function parsed(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}
