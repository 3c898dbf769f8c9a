import { personAsked } from './person.ts';
import { UsageError } from './usageError.ts';

/** Asks whoever sits at the terminal: `Write it? [y/N]`. @throws UsageError where nobody does. */
export async function confirmed(question: string, ask = personAsked()): Promise<boolean> {
  if (!ask) throw new UsageError('there is no terminal to confirm that on: give --yes');
  return /^y(?:es)?$/i.test((await ask(`${question} [y/N] `)).trim());
}
