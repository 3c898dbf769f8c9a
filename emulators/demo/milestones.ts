import type { Document } from '../clients/documents.ts';
import { OPS_BUCKET, TRIGGER_BUCKET } from '../places.ts';
import type { Snapshot } from './snapshot.ts';

/** The journal's document of the process that has a file. */
export function processOf(name: string, { files, journal }: Snapshot): Document | undefined {
  const file = files.find((document) => document['name'] === name);
  return journal.find(({ id }) => id === file?.['process']);
}

/** What has become of one file, as far as a snapshot shows it: sentences, in the order in which they come true. */
export function milestones(name: string, snapshot: Snapshot): string[] {
  const { incoming, tasks, files, jobs } = snapshot;
  const file = files.find((document) => document['name'] === name);
  if (!file) return [];
  const process = processOf(name, snapshot);
  const job = jobs.find(({ id }) => id.includes(`--${file['process']}_00001_load--`));
  const taskFile = `${job?.id}.json`;
  const isDispatched = job?.state === 'DONE' && !tasks.has(`tasks/${taskFile}`);
  const isRunning = job?.state === 'RUNNING' || job?.state === 'DONE';
  const loaded = job?.error
    ? `failed: ${job.error}`
    : `done: ${job?.outputRows ?? 'no'} rows in ${process?.['destTable']}`;
  const seen: [boolean, string][] = [
    [true, `matched by rule ${file['rule']}; process ${file['process']}`],
    [process !== undefined, 'journal: running'],
    [job !== undefined, `task file gs://${OPS_BUCKET}/tasks/${taskFile}`],
    [job !== undefined, `load job submitted: ${job?.id}`],
    [isRunning, 'load job running'],
    [job?.state === 'DONE', `load job ${loaded}`],
    [isDispatched, `dispatched: followed up through gs://${TRIGGER_BUCKET}/_bqtail_/`],
    [isDispatched && !incoming.has(name), 'OnSuccess: the file is deleted'],
    [process !== undefined && process['status'] !== 'running', `journal: ${process?.['status']}`],
  ];
  return seen.filter(([isTrue]) => isTrue).map(([, sentence]) => sentence);
}
