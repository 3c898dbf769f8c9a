import type { DocumentData } from 'firebase-admin/firestore';
import { PLANS } from '../places.ts';
import type { Plan } from '../plan/plan.ts';
import type { ObjectStore } from '../storage/objectStore.ts';

/** Firestore takes documents of 1 MiB; the steps of a process need room, too. */
const MAX_INLINE_BYTES = 600_000;

/** Plans are kept in the process's document; those of thousands of files, which do not fit, as objects in the ops bucket. */
export interface PlanStore {
  /** Keeps the plan, and answers what the document has to hold of it. */
  keep(plan: Plan): Promise<DocumentData>;
  read(document: DocumentData): Promise<Plan>;
  /** The process is done: nobody needs the plan any more. */
  forget(plan: Plan): Promise<void>;
}

export function createPlanStore(objects: ObjectStore, bucket: string): PlanStore {
  const placeOf = (eventId: string) => ({ bucket, name: `${PLANS}${eventId}.json` });
  const isLarge = (json: string): boolean => Buffer.byteLength(json) > MAX_INLINE_BYTES;
  return {
    async keep(plan) {
      const json = JSON.stringify(plan);
      if (!isLarge(json)) return { plan: json };
      const place = placeOf(plan.eventId);
      await objects.write(place, { content: json, contentType: 'application/json' });
      return { planObject: place.name };
    },
    async read({ plan, planObject }) {
      const json: unknown = plan ?? (await objects.read({ bucket, name: planObject }));
      if (typeof json === 'string') return JSON.parse(json);
      throw new Error(`the plan gs://${bucket}/${planObject} is gone`);
    },
    async forget(plan) {
      if (isLarge(JSON.stringify(plan))) await objects.remove(placeOf(plan.eventId));
    },
  };
}
