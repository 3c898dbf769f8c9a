import type { DocumentData } from 'firebase-admin/firestore';
import { sha256 } from '../common/sha256.ts';
import { PLANS } from '../model/places.ts';
import type { Plan } from '../model/plan.ts';
import type { ObjectStore } from '../storage/objectStore.ts';

/** Firestore takes documents of 1 MiB; the steps of a process need room, too. */
const MAX_INLINE_BYTES = 300_000;

/**
 * Plans are kept in the process's document; those of thousands of files, which do not fit, as objects in the ops
 * bucket. They stay there: redelivered events read them long after the process has ended.
 */
export interface PlanStore {
  /** Keeps the plan, and answers what the document has to hold of it. */
  keep(plan: Plan): Promise<DocumentData>;
  read(document: DocumentData): Promise<Plan>;
}

export function createPlanStore(objects: ObjectStore, bucket: string): PlanStore {
  const isLarge = (json: string): boolean => Buffer.byteLength(json) > MAX_INLINE_BYTES;
  return {
    async keep(plan) {
      const json = JSON.stringify(plan);
      if (!isLarge(json)) return { plan: json };
      // Named after its content: whoever plans the same process otherwise, at the same time, overwrites nothing.
      const hash = sha256(json, 16);
      const name = `${PLANS}${plan.processId}-${hash}.json`;
      await objects.write({ bucket, name }, { content: json, contentType: 'application/json' });
      return { planObject: name };
    },
    async read({ plan, planObject }) {
      const json: unknown = plan ?? (await objects.read({ bucket, name: planObject }));
      if (typeof json === 'string') return JSON.parse(json);
      throw new Error(`the plan gs://${bucket}/${planObject} is gone`);
    },
  };
}
