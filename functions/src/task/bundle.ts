import { parseJobId } from '../bigquery/jobId.ts';
import { sha256 } from '../common/sha256.ts';
import { POST_JOB } from '../model/places.ts';

/** One version of the task file of a job. */
export interface TaskVersion {
  jobId: string;
  generation: string;
}

/** The custom metadata of a bundle: the tasks that it names, each `‹job ID›@‹generation›`, with a space between two. */
const NAMED = 'tasks';

/**
 * What one object asks for. Each task more saves less of what an object and its event cost, and one invocation has all of them to
 * do: with 40, it is a fortieth of that for each.
 */
const MAX_TASKS = 40;

/**
 * Cloud Storage keeps 8 KiB of custom metadata with an object, keys and values together (Cloud Storage: quotas and limits); what a
 * touch notes needs some of it. Job IDs of 52 characters, as of `shop.orders`, take 2,800 bytes; 40 fit up to 156 characters.
 */
const MAX_BYTES = 7_000;

/** What a bundle, and a set of tasks, holds for each version. */
export const taskKey = ({ jobId, generation }: TaskVersion): string => `${jobId}@${generation}`;

/** Named after what it asks for, so that runs of dispatch that ask for the same at once write one object. */
export const bundleName = (tasks: readonly TaskVersion[]): string => `${POST_JOB}${sha256(listed(tasks), 32)}.jobs`;

export const bundleMetadata = (tasks: readonly TaskVersion[]): Record<string, string> => ({ [NAMED]: listed(tasks) });

const listed = (tasks: readonly TaskVersion[]): string => tasks.map(taskKey).join(' ');

/** Whether an object of the trigger bucket is a bundle by its name. */
export const isBundle = (name: string): boolean => /^_bqtail_\/[0-9a-f]{32}\.jobs$/.test(name);

/**
 * The tasks that an object below `_bqtail_/` names; none where it is no bundle of dispatch's making. Each is of a job that nobody
 * waits for, and no two are of one process.
 */
export function tasksNamed(name: string, metadata: Readonly<Record<string, string>>): TaskVersion[] {
  if (!isBundle(name)) return [];
  const tasks = (metadata[NAMED] ?? '').split(' ').map(taskIn);
  const known = tasks.filter((task) => task !== undefined);
  const processes = new Set(known.map(({ jobId }) => parseJobId(jobId)?.processId));
  return tasks.length <= MAX_TASKS && processes.size === tasks.length ? known : [];
}

function taskIn(text: string): TaskVersion | undefined {
  const { jobId = '', generation = '' } = /^(?<jobId>[\w-]+)@(?<generation>\d{1,19})$/.exec(text)?.groups ?? {};
  return mayBeBundled(jobId) ? { jobId, generation } : undefined;
}

/** The follow-up of a job in mode `tail` may wait for minutes: it goes alone. */
export const mayBeBundled = (jobId: string): boolean => parseJobId(jobId)?.mode === 'dispatch';

/** Sorts tasks into as few bundles as hold them. What a process has besides its first task, and the last one where it would be by itself, is a bundle of one. */
export function inBundles<T extends TaskVersion>(tasks: readonly T[]): [T, ...T[]][] {
  const bundles: [T, ...T[]][] = [];
  const processes = new Set<string>();
  let open: [T, ...T[]] | undefined;
  let bytes = 0;
  for (const task of tasks) {
    const { processId = '' } = parseJobId(task.jobId) ?? {};
    const size = taskKey(task).length + 1;
    if (processes.has(processId)) bundles.push([task]);
    else if (open && open.length < MAX_TASKS && bytes + size <= MAX_BYTES) {
      open.push(task);
      bytes += size;
    } else {
      open = [task];
      bytes = size;
      bundles.push(open);
    }
    processes.add(processId);
  }
  return bundles;
}
