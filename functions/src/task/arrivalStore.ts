import { z } from 'zod';
import { jsonOf } from '../common/jsonOf.ts';
import { eventIdOf } from '../model/eventId.ts';
import { isDataName, RELOAD, TASKS } from '../model/places.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { ObjectPlace, ObjectStore } from '../storage/objectStore.ts';
import { askOnce } from './askOnce.ts';
import { entryPages, type TaskEntry } from './taskStore.ts';
import { type Wait, waitFields } from './wait.ts';

/**
 * Arrivals: files whose event came while Firestore could not be asked. `tasks/‹event ID›.arrival` in the ops bucket
 * while they wait, `_load_/‹event ID›.arrival` in the trigger bucket once they are to be taken in as if their event came
 * then. Like all task files they carry work and decide nothing.
 */
export interface ArrivalStore {
  postpone(file: SourceFile, wait: Wait): Promise<void>;
  /** Asks for the file to be taken in: the object that appears in the trigger bucket triggers it. */
  makeDue(entry: Pick<TaskEntry, 'place' | 'generation'>): Promise<void>;
  /** Asks for a file to be taken in that waits nowhere. */
  ask(file: SourceFile): Promise<void>;
  /** Those that were asked for and have not been taken in. */
  due(): AsyncIterable<TaskEntry[]>;
  /** The file that an object below `_load_/` or `tasks/` is about; undefined where the object is gone or no arrival. */
  read(place: ObjectPlace): Promise<SourceFile | undefined>;
}

interface Options {
  objects: ObjectStore;
  triggerBucket: string;
  opsBucket: string;
}

const SUFFIX = '.arrival';

const sourceFile = z.object({
  bucket: z.string(),
  name: z.string(),
  generation: z.string().regex(/^\d+$/),
  size: z.number(),
  created: z.iso.datetime(),
  checksum: z
    .string()
    .regex(/^(?:crc32c:)?[\w+/=]{1,32}$/)
    .exactOptional(),
  putBackOf: z.string().exactOptional(),
});

export function createArrivalStore({ objects, triggerBucket, opsBucket }: Options): ArrivalStore {
  const contentOf = (file: SourceFile) => ({ content: JSON.stringify(file), contentType: 'application/json' });
  const fileName = (file: SourceFile): string => `${eventIdOf(file)}${SUFFIX}`;
  return {
    async postpone(file, wait) {
      const place = { bucket: opsBucket, name: `${TASKS}${fileName(file)}` };
      await objects.write(place, { ...contentOf(file), metadata: waitFields(wait) });
    },
    async makeDue({ place, generation }) {
      const due = { bucket: triggerBucket, name: `${RELOAD}${place.name.slice(TASKS.length)}` };
      await askOnce({ from: { ...place, generation }, to: due }, objects);
    },
    async ask(file) {
      await objects.write({ bucket: triggerBucket, name: `${RELOAD}${fileName(file)}` }, contentOf(file));
    },
    due: () => entryPages(objects, triggerBucket, RELOAD),
    async read(place) {
      if (!isArrival(place.name)) return undefined;
      const text = (await objects.read(place)) ?? '';
      const { success, data } = sourceFile.safeParse(jsonOf(text));
      // Whoever may upload may write here: nothing but a data file of the bucket where they may upload is taken in.
      return success && data.bucket === triggerBucket && isDataName(data.name) ? data : undefined;
    },
  };
}

export const isArrival = (name: string): boolean => name.endsWith(SUFFIX);
