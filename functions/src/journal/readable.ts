import { Failure } from '../failure/failure.ts';
import type { Process } from '../model/process.ts';

/**
 * A process that is being read, or why it never can be, as where its plan is gone: it keeps nobody from the others. Rejects where
 * the journal does not answer.
 */
export async function readable(reading: Promise<Process | undefined>): Promise<Process | Failure | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Failure && error.kind === 'permanent') return error;
    throw error;
  }
}
