import { BigQuery } from '@google-cloud/bigquery';
import { type Document, listDocuments } from '../clients/documents.ts';
import { listObjects } from '../clients/objects.ts';
import { OPS_BUCKET, PROJECT, TRIGGER_BUCKET } from '../places.ts';

/** All that the demonstration looks at, at one moment. */
export interface Snapshot {
  /** Names of the trigger bucket's objects. */
  incoming: ReadonlySet<string>;
  /** Names of the task files in the ops bucket. */
  tasks: ReadonlySet<string>;
  files: readonly Document[];
  journal: readonly Document[];
  jobs: readonly JobSeen[];
}

export interface JobSeen {
  id: string;
  state: string;
  outputRows?: string;
  error?: string;
}

export async function takeSnapshot(): Promise<Snapshot> {
  const [incoming, tasks, files, journal, jobs] = await Promise.all([
    listObjects(TRIGGER_BUCKET),
    listObjects(OPS_BUCKET, 'tasks/'),
    listDocuments('files'),
    listDocuments('journal'),
    listJobs(),
  ]);
  const names = (objects: readonly { name: string }[]) => new Set(objects.map(({ name }) => name));
  return { incoming: names(incoming), tasks: names(tasks), files, journal, jobs };
}

async function listJobs(): Promise<JobSeen[]> {
  const [jobs] = await new BigQuery({ projectId: PROJECT }).getJobs({ maxResults: 50 });
  return jobs.map(({ id = '', metadata }) => ({
    id,
    state: metadata.status?.state ?? '',
    ...(metadata.statistics?.load?.outputRows ? { outputRows: metadata.statistics.load.outputRows } : {}),
    ...(metadata.status?.errorResult?.message ? { error: metadata.status.errorResult.message } : {}),
  }));
}
