import type { Waiting } from '../../src/model/process.ts';

/** What a process waits for, and until when. */
export const waitText = ({ since, until, message }: Pick<Waiting, 'since' | 'until' | 'message'>): string =>
  `waits since ${since.toISOString()} until ${until.toISOString()}: ${message}`;
