import type { Deps } from '../deps/deps.ts';
import type { TailAnswer } from '../model/tailAnswer.ts';
import type { Invocation } from '../process/invocation.ts';
import { isArrival } from '../task/arrivalStore.ts';
import { startProcess } from './startProcess.ts';

/** An arrival is a name of at most 1,024 bytes, each of which JSON may write as six, and some numbers. */
const MAX_BYTES = 16_384;

/**
 * Takes in a file whose event could not be dealt with when it came, as if it came now. Answers undefined where the object is no
 * arrival. One that was dealt with by another delivery is gone.
 */
export async function takeInArrival(invocation: Invocation, deps: Deps): Promise<TailAnswer | undefined> {
  const { file } = invocation;
  // Whoever may upload may write here, and what is read is held in memory.
  if (!isArrival(file.name) || file.size > MAX_BYTES) return undefined;
  const arrived = await deps.arrivals.read(file);
  if (arrived === undefined) {
    const live = await deps.objects.stat(file);
    return live ? undefined : { status: 'duplicate', message: 'another delivery has taken it in' };
  }
  const answer = await startProcess({ ...invocation, file: arrived }, deps);
  await deps.objects.remove(file, file.generation);
  return answer;
}
