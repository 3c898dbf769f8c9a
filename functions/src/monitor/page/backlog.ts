import type { Section } from './section.ts';
import { count, facts, timeOf } from './words.ts';

/** What is on its way. */
export const backlog: Section = {
  id: 'backlog',
  title: 'In flight',
  body: ({ backlog: { jobs, waiting, windows, windowsDue, oldestFile } }, now) =>
    facts([
      ['Jobs in flight', count(jobs)],
      ['Waiting for their time', count(waiting)],
      ['Windows that gather files', count(windows)],
      ['Windows that are due', count(windowsDue)],
      ['Oldest file not loaded', oldestFile === undefined ? 'none' : timeOf(oldestFile, now)],
    ]),
};
