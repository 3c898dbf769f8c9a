import { defined } from '../common/defined.ts';
import type { JobReference } from '../model/job.ts';
import { ERRORS, gsUrl, isFolder, nameBelow, POST_JOB, TASKS } from '../model/places.ts';
import type { ObjectInfo, ObjectPlace, ObjectStore } from '../storage/objectStore.ts';
import { askOnce } from './askOnce.ts';
import { bundleMetadata, bundleName, type TaskVersion, tasksNamed } from './bundle.ts';
import { type Wait, waitFields } from './wait.ts';

/** A task file, as a listing shows it. */
export interface TaskEntry {
  place: ObjectPlace;
  generation: string;
  /** When it was written, moved or touched. */
  created: Date;
  metadata: Readonly<Record<string, string>>;
}

/** The job that a task is about. Project and location are missing where they were not known yet. */
export type TaskJob = Pick<JobReference, 'jobId'> & Partial<JobReference>;

/** A bundle as it lies there. */
export interface Bundle {
  /** Its version. */
  generation: string;
  created: Date;
  /** It was asked for once more. */
  isTouched: boolean;
  /** None where it is something else by that name. */
  tasks: readonly TaskVersion[];
}

/**
 * The task files: `tasks/‹job ID›.json` in the ops bucket while a job is in flight or its process waits, `_bqtail_/‹job
 * ID›.json` in the trigger bucket once its follow-up is due. Where many are due at once, a bundle, `_bqtail_/‹hash›.jobs`, names
 * their task files, and these stay in the ops bucket. They carry work between invocations and decide nothing: any of
 * them may be lost, doubled or late. What dispatch has to know stands in the custom metadata too, so that a listing is enough.
 */
export interface TaskStore {
  /** The job is about to be submitted, or is left to dispatch; `sql`: what follows it is a query. */
  write(job: JobReference, options: { sql: boolean }): Promise<void>;
  /** The process of the job waits: its follow-up is asked for when its time has come. */
  postpone(jobId: string, wait: Wait): Promise<void>;
  /** All that lies among the task files, a page at a time: tasks of jobs, windows, arrivals, and strangers. */
  pages(): AsyncIterable<TaskEntry[]>;
  /** The job IDs that begin so and have a task, in flight or due. */
  startingWith(start: string): Promise<string[]>;
  /** The jobs in flight whose IDs begin so. */
  inFlight(start: string): Promise<JobReference[]>;
  /** The tasks and bundles whose follow-ups were asked for and have not ended. */
  due(): AsyncIterable<TaskEntry[]>;
  /**
   * Asks for the follow-up: the object that appears in the trigger bucket triggers it. Of each version of the task it is asked for
   * once; with a generation, only where that version is there.
   */
  makeDue(jobId: string, generation?: string): Promise<void>;
  /** Asks for several follow-ups by one object. `tasks`: as many as one of `inBundles`. */
  makeDueTogether(tasks: readonly TaskVersion[]): Promise<void>;
  /** The bundle of that name; undefined where there is none any more. */
  bundle(name: string): Promise<Bundle | undefined>;
  /** Every task that this version of a bundle names has been answered for. */
  removeBundle(name: string, generation: string): Promise<void>;
  /** Whether another version of the task was written since: it asks for its follow-up by itself. */
  isRewritten(task: TaskVersion): Promise<boolean>;
  /** Asks for the follow-up of a process that has no task file. */
  wake(jobId: string): Promise<void>;
  /** Asks for the follow-up once more: a new version of the object is a new event. Keeps count. */
  touch(entry: TaskEntry): Promise<void>;
  /** The follow-up was asked for by this version of the task; a newer one asks again. */
  removeDue(jobId: string, generation: string): Promise<void>;
  /** Nobody needs the task any more, wherever it lies. */
  remove(jobId: string): Promise<void>;
  /** Something else lies among the task files: it goes to the errors place. Answers where it lies now. */
  setAside(place: ObjectPlace): Promise<string>;
}

interface Options {
  objects: ObjectStore;
  triggerBucket: string;
  opsBucket: string;
}

/** How often a task was touched: its custom metadata. */
export const TOUCHED = 'touched';

export function createTaskStore({ objects, triggerBucket, opsBucket }: Options): TaskStore {
  const inFlightPlace = (jobId: string): ObjectPlace => ({ bucket: opsBucket, name: `${TASKS}${jobId}.json` });
  const duePlace = (jobId: string): ObjectPlace => ({ bucket: triggerBucket, name: `${POST_JOB}${jobId}.json` });

  async function write(jobId: string, metadata: Record<string, string>): Promise<void> {
    const content = JSON.stringify({ jobId, ...metadata });
    await objects.write(inFlightPlace(jobId), { content, contentType: 'application/json', metadata });
  }

  const versionOf = async (place: ObjectPlace): Promise<string | undefined> => (await objects.stat(place))?.generation;

  return {
    write: ({ jobId, projectId, location }, { sql }) =>
      write(jobId, defined({ projectId, location, sql: sql ? 'true' : undefined })),
    postpone: (jobId, wait) => write(jobId, waitFields(wait)),
    pages: () => entryPages(objects, opsBucket, TASKS),
    async startingWith(start) {
      const [inFlight, due] = await Promise.all([
        objects.list(opsBucket, `${TASKS}${start}`),
        objects.list(triggerBucket, `${POST_JOB}${start}`),
      ]);
      return [
        ...inFlight.flatMap(({ name }) => taskJobId(name, TASKS) ?? []),
        ...due.flatMap(({ name }) => taskJobId(name, POST_JOB) ?? []),
      ];
    },
    async inFlight(start) {
      const found = await objects.list(opsBucket, `${TASKS}${start}`);
      return found.flatMap((object) => {
        const { jobId, projectId, location } = taskJob(entryOf(object)) ?? {};
        return jobId && projectId && location ? [{ jobId, projectId, location }] : [];
      });
    },
    due: () => entryPages(objects, triggerBucket, POST_JOB),
    async makeDue(jobId, known) {
      const place = inFlightPlace(jobId);
      const generation = known ?? (await versionOf(place));
      if (generation !== undefined) await askOnce({ from: { ...place, generation }, to: duePlace(jobId) }, objects);
    },
    async makeDueTogether(tasks) {
      const content = JSON.stringify({ tasks });
      const place = { bucket: triggerBucket, name: bundleName(tasks) };
      await objects.write(place, { content, contentType: 'application/json', metadata: bundleMetadata(tasks) });
    },
    async bundle(name) {
      const found = await objects.stat({ bucket: triggerBucket, name });
      if (found === undefined) return undefined;
      const { generation, created, metadata } = found;
      return { generation, created, isTouched: metadata[TOUCHED] !== undefined, tasks: tasksNamed(name, metadata) };
    },
    async removeBundle(name, generation) {
      await objects.remove({ bucket: triggerBucket, name }, generation);
    },
    async isRewritten({ jobId, generation }) {
      const live = await objects.stat(inFlightPlace(jobId));
      return live !== undefined && live.generation !== generation;
    },
    async wake(jobId) {
      await objects.write(duePlace(jobId), { content: JSON.stringify({ jobId }), contentType: 'application/json' });
    },
    async touch({ place, generation, metadata }) {
      const touched = String(Number(metadata[TOUCHED] ?? 0) + 1);
      await objects.copyNoted({ ...place, generation }, place, { [TOUCHED]: touched });
    },
    async removeDue(jobId, generation) {
      await objects.remove(duePlace(jobId), generation);
    },
    async remove(jobId) {
      await Promise.all([objects.remove(inFlightPlace(jobId)), objects.remove(duePlace(jobId))]);
    },
    async setAside(place) {
      const aside = { bucket: opsBucket, name: nameBelow(ERRORS, place.name) };
      const generation = await versionOf(place);
      if (generation !== undefined && (await objects.copy(place, aside, generation))) {
        await objects.remove(place, generation);
      }
      return gsUrl(aside.bucket, aside.name);
    },
  };
}

/** The objects below a prefix but for folders, a page of at most 1,000 at a time: there may be tens of thousands. */
export async function* entryPages(objects: ObjectStore, bucket: string, prefix: string): AsyncIterable<TaskEntry[]> {
  let token: string | undefined;
  do {
    const page = await objects.page(bucket, { prefix, ...defined({ token }) });
    yield page.objects.filter(({ name }) => !isFolder(name)).map(entryOf);
    token = page.next;
  } while (token !== undefined);
}

export const entryOf = ({ bucket, name, generation, created, metadata }: ObjectInfo): TaskEntry => ({
  place: { bucket, name },
  generation,
  created,
  metadata,
});

/** The job ID that names a task file; undefined for another object. */
export function taskJobId(name: string, prefix: string): string | undefined {
  return name.startsWith(prefix) && name.endsWith('.json') ? name.slice(prefix.length, -'.json'.length) : undefined;
}

/** The job of a task file among those in flight; undefined for another object. */
export function taskJob({ place, metadata }: TaskEntry): TaskJob | undefined {
  const jobId = taskJobId(place.name, TASKS);
  if (jobId === undefined) return undefined;
  const { projectId, location } = metadata;
  return { jobId, ...defined({ projectId, location }) };
}
