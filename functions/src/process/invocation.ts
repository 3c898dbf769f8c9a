import type { SourceFile } from '../model/sourceFile.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';

/** One invocation: the object version that triggered it, and how long it may run. */
export interface Invocation {
  /** Unique for each invocation, also of the same event: names the holder of a claim. */
  id: string;
  file: SourceFile;
  /** When the invocation has to have ended; one that was frozen and finds itself later than this stops. */
  deadline: Date;
  /** Until when it may wait for jobs and windows; by default it waits for nothing. */
  waitUntil?: Date;
  /** Told of what became of each process, where the object is about several, with when the invocation began with it. */
  tell?: (answer: TailAnswer, started: Date) => void;
}
