import type { SourceFile } from '../model/sourceFile.ts';

/** One invocation: the object version that triggered it, and how long it may run. */
export interface Invocation {
  /** Unique for each invocation, also of the same event: names the owner of a claim. */
  id: string;
  file: SourceFile;
  /** When the invocation has to have ended. */
  deadline: Date;
}
