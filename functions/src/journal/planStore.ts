import type { DocumentData } from 'firebase-admin/firestore';
import { sha256 } from '../common/sha256.ts';
import { permanent } from '../failure/failure.ts';
import { gsUrl, PLANS } from '../model/places.ts';
import type { Plan } from '../model/plan.ts';
import type { PlannedJob } from '../model/process.ts';
import type { ObjectStore } from '../storage/objectStore.ts';

/** Firestore takes documents of 1 MiB; the steps of a process need most of it. */
const MAX_PLAN_BYTES = 200_000;
const MAX_JOBS_BYTES = 50_000;

/**
 * Plans are kept in the process's document, as JSON; those of thousands of files, which do not fit, as objects in the ops
 * bucket, and so are long lists of jobs. The objects stay there: redelivered events read them long after the process has
 * ended. The document holds the hash of an object's text, so that whoever may write to the bucket cannot change a plan.
 */
export interface PlanStore {
  /** Keeps the plan, and answers what the document has to hold of it. */
  keep(plan: Plan): Promise<DocumentData>;
  /** Rejects with a permanent failure where the plan's object is gone or was changed. */
  read(document: DocumentData): Promise<Plan>;
  /** Keeps a list of jobs, and answers what the document has to hold of it. */
  keepJobs(processId: string, jobs: readonly PlannedJob[]): Promise<unknown>;
  /** Rejects as `read` does. */
  readJobs(kept: unknown): Promise<readonly PlannedJob[]>;
}

interface KeptObject {
  object: string;
  /** SHA-256 of its text, in hexadecimal. */
  hash: string;
}

export function createPlanStore(objects: ObjectStore, bucket: string): PlanStore {
  /** Named after its content: whoever plans the same process otherwise, at the same time, overwrites nothing. */
  async function write(processId: string, json: string): Promise<KeptObject> {
    const hash = sha256(json);
    const object = `${PLANS}${processId}-${hash.slice(0, 16)}.json`;
    await objects.write({ bucket, name: object }, { content: json, contentType: 'application/json' });
    return { object, hash };
  }

  async function readObject({ object, hash }: KeptObject): Promise<string> {
    const json = await objects.read({ bucket, name: object });
    const url = gsUrl(bucket, object);
    if (json === undefined)
      throw permanent('planMissing', `the plan ${url} is gone: restore it, or upload the files again`);
    if (sha256(json) === hash) return json;
    throw permanent(
      'planChanged',
      `the plan ${url} is not what bqtail wrote there: find out who may write to ${bucket}`,
    );
  }

  return {
    async keep(plan) {
      const json = JSON.stringify(plan);
      return Buffer.byteLength(json) <= MAX_PLAN_BYTES
        ? { plan: json }
        : { planObject: await write(plan.processId, json) };
    },

    async read({ plan, planObject }) {
      return JSON.parse(typeof plan === 'string' ? plan : await readObject(planObject));
    },

    async keepJobs(processId, jobs) {
      const json = JSON.stringify(jobs);
      return Buffer.byteLength(json) <= MAX_JOBS_BYTES ? json : write(processId, json);
    },

    async readJobs(kept) {
      return JSON.parse(typeof kept === 'string' ? kept : await readObject(kept as KeptObject));
    },
  };
}
