import { defined } from '../common/defined.ts';
import type { JobReference } from '../model/job.ts';
import { ERRORS, gsUrl, isFolder, nameBelow, POST_JOB, RETRY, TASKS } from '../model/places.ts';
import type { ObjectPlace, ObjectStore } from '../storage/objectStore.ts';

/** A task file, as a listing tells of it. */
export interface TaskEntry {
  /** undefined: not the task file of a job. */
  job: JobReference | undefined;
  place: ObjectPlace;
  /** When it was written, moved or touched. */
  created: Date;
  metadata: Readonly<Record<string, string>>;
}

/**
 * The task files: `tasks/‹job ID›.json` in the ops bucket while a job is in flight, `_bqtail_/‹job ID›.json` in the
 * trigger bucket once its follow-up is due. They carry work between invocations and decide nothing: any of them may be
 * lost, doubled or late. Project and location stand in the custom metadata too, so that a listing is enough.
 */
export interface TaskStore {
  /** The job is about to be submitted; `sql`: what follows it is a query. */
  write(job: JobReference, options: { sql: boolean }): Promise<void>;
  /**
   * Nothing is to be done about it before then: back in flight, where dispatch lets it lie until its time has come. Answers
   * false where there is no such task.
   */
  park(jobId: string, until: Date): Promise<boolean>;
  /** The tasks of jobs in flight. */
  inFlight(): Promise<TaskEntry[]>;
  /** The tasks whose follow-up was asked for and has not ended. */
  due(): Promise<TaskEntry[]>;
  /** Asks for the follow-up: the object that appears in the trigger bucket triggers it. */
  makeDue(jobId: string): Promise<void>;
  /** Asks for the follow-up of a process that has no task file. */
  wake(jobId: string): Promise<void>;
  /** Asks for the follow-up once more: a new version of the object is a new event. */
  touch(entry: TaskEntry): Promise<void>;
  /** The follow-up was asked for too early, by this version of the task; a newer one asks again. */
  removeDue(jobId: string, generation: string | undefined): Promise<void>;
  /** The process has ended: the task goes, wherever it lies. */
  remove(jobId: string): Promise<void>;
  /** The process was given up: the task goes where a person finds it. */
  giveUp(jobId: string): Promise<void>;
  /** Something else lies among the task files: it goes to the errors place. Answers where it lies now. */
  setAside(place: ObjectPlace): Promise<string>;
}

interface Options {
  objects: ObjectStore;
  triggerBucket: string;
  opsBucket: string;
}

export function createTaskStore({ objects, triggerBucket, opsBucket }: Options): TaskStore {
  const inFlightPlace = (jobId: string): ObjectPlace => ({ bucket: opsBucket, name: `${TASKS}${jobId}.json` });
  const duePlace = (jobId: string): ObjectPlace => ({ bucket: triggerBucket, name: `${POST_JOB}${jobId}.json` });

  async function list(bucket: string, prefix: string): Promise<TaskEntry[]> {
    const found = (await objects.list(bucket, prefix)).filter(({ name }) => !isFolder(name));
    return found.map(({ name, created, metadata }) => {
      const { projectId, location } = metadata;
      const jobId = taskJobId(name, prefix);
      const job = jobId && projectId && location ? { projectId, location, jobId } : undefined;
      return { job, place: { bucket, name }, created, metadata };
    });
  }

  async function write(jobId: string, metadata: Record<string, string>): Promise<void> {
    const content = JSON.stringify({ jobId, ...metadata });
    await objects.write(inFlightPlace(jobId), { content, contentType: 'application/json', metadata });
  }

  async function move(from: ObjectPlace, to: ObjectPlace): Promise<void> {
    if (await objects.copy(from, to)) await objects.remove(from);
  }

  return {
    write: ({ jobId, projectId, location }, { sql }) =>
      write(jobId, defined({ projectId, location, sql: sql ? 'true' : undefined })),
    async park(jobId, until) {
      const found = (await objects.stat(duePlace(jobId))) ?? (await objects.stat(inFlightPlace(jobId)));
      if (found === undefined) return false;
      await write(jobId, { ...found.metadata, notBefore: until.toISOString() });
      await objects.remove(duePlace(jobId));
      return true;
    },
    inFlight: () => list(opsBucket, TASKS),
    due: () => list(triggerBucket, POST_JOB),
    makeDue: (jobId) => move(inFlightPlace(jobId), duePlace(jobId)),
    async wake(jobId) {
      await objects.write(duePlace(jobId), { content: JSON.stringify({ jobId }), contentType: 'application/json' });
    },
    async touch({ place }) {
      await objects.copy(place, place);
    },
    removeDue: (jobId, generation) => objects.remove(duePlace(jobId), generation),
    async remove(jobId) {
      await Promise.all([objects.remove(inFlightPlace(jobId)), objects.remove(duePlace(jobId))]);
    },
    async giveUp(jobId) {
      const kept = { bucket: opsBucket, name: `${RETRY}${jobId}.json` };
      await move(inFlightPlace(jobId), kept);
      await move(duePlace(jobId), kept);
    },
    async setAside(place) {
      const aside = { bucket: opsBucket, name: nameBelow(ERRORS, place.name) };
      await move(place, aside);
      return gsUrl(aside.bucket, aside.name);
    },
  };
}

/** The job ID that names a task file; undefined for another object. */
export function taskJobId(name: string, prefix: string): string | undefined {
  return name.startsWith(prefix) && name.endsWith('.json') ? name.slice(prefix.length, -'.json'.length) : undefined;
}
