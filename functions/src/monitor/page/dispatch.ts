import type { Section } from './section.ts';
import { facts, timeOf } from './words.ts';

/** The heartbeat of the run of every minute. */
export const dispatch: Section = {
  id: 'dispatch',
  title: 'Dispatch',
  body: ({ dispatch: { lastSweep } }, now) =>
    facts([['Last sweep', lastSweep === undefined ? 'it has never run' : timeOf(lastSweep, now)]]),
};
