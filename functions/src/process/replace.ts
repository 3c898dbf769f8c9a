import type { Deps } from '../deps/deps.ts';
import { transient } from '../failure/failure.ts';
import type { Replacement } from '../journal/replacements.ts';
import type { Process } from '../model/process.ts';
import type { Context } from './context.ts';
import { recordSuperseded } from './record.ts';

/** Whether the rows of a process replace those of its destination. */
function replaces({ plan: { ingestion } }: Process): boolean {
  if (ingestion === undefined) return false;
  const { load, transient: through } = ingestion;
  return (through?.move.writeDisposition ?? load.writeDisposition ?? '').startsWith('WRITE_TRUNCATE');
}

/** How the newest of the files sorts: by when it was written, then by its generation, which has at most 19 digits. */
const newestOf = ({ plan: { sources } }: Pick<Process, 'plan'>): string =>
  sources
    .map(({ created, generation }) => `${created} ${generation.padStart(19, '0')}`)
    .toSorted()
    .at(-1) ?? '';

const replacementBy = (process: Process): Replacement => ({ processId: process.processId, newest: newestOf(process) });

/**
 * To be called before the destination is replaced. A process whose newest file is older than what replaced the destination last
 * has nothing to do: all of its sources are superseded then. Throws, to wait, while another process is about to replace it.
 */
export async function beginReplacing(process: Process, context: Context): Promise<Process> {
  if (!replaces(process)) return process;
  const { replacements, clock } = context.deps;
  const { destination, sources } = process.plan;
  const may = await replacements.begin(destination, replacementBy(process), clock.now());
  switch (may.answer) {
    case 'yes':
      return process;
    case 'superseded': {
      const note = `process ${may.by.processId} has already replaced ${destination} with newer files`;
      await context.claim.addNotes([note]);
      const noted = { ...process, notes: [...(process.notes ?? []), note] };
      return recordSuperseded(noted, [...sources.keys()], context);
    }
    case 'busy':
      await endFor(may.with, destination, context.deps);
      throw transient('replacing', `process ${may.with.processId} is about to replace ${destination}`);
  }
}

/** A process that ended where nobody could say so does not keep others from replacing the destination. */
async function endFor(other: Replacement, destination: string, { journal, replacements }: Deps): Promise<void> {
  const status = (await journal.get(other.processId))?.status;
  if (status !== 'running') await replacements.end(destination, other, status === 'done' || status === 'actionFailed');
}

/** To be called when the process is at its end. */
export async function endReplacing(
  process: Process,
  hasReplaced: boolean,
  { replacements }: Pick<Deps, 'replacements'>,
): Promise<void> {
  if (replaces(process)) await replacements.end(process.plan.destination, replacementBy(process), hasReplaced);
}
