import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import { Failure } from '../failure/failure.ts';
import type { Written } from '../history/history.ts';
import type { Ending } from '../journal/claim.ts';
import { readable } from '../journal/readable.ts';
import type { Mark } from '../journal/untold.ts';
import type { Process } from '../model/process.ts';
import { createTroubles, type Troubles } from './troubles.ts';

interface Run {
  /** When to stop; the next run goes on. */
  end: Date;
  troubles: Troubles;
}

/** How long a run may take for it, in milliseconds: what is in flight has to be looked at again. */
const MAX_MS = 10_000;

/** A run tells so many at most: an outage of hours is caught up with in minutes, and a run stays short. */
const MAX_PROCESSES = 300;
const MAX_FILES = 500;
const CONCURRENCY = 4;

/** What cannot be told, for a reason of its own, is tried again after this, in milliseconds, and keeps nobody else waiting. */
const PUT_OFF_MS = 3_600_000;
/** A process that runs again is told at its end. */
const RUNNING_MS = 600_000;

/**
 * Writes to the history what could not be written when it ended, and what became of files that no process lists. Stops where
 * BigQuery takes nothing: the marks stay for the next run. Answers what somebody has to mend.
 */
export async function writeHistory(deps: Deps): Promise<string[]> {
  if (deps.settings.historyDataset === '') return [];
  const run = { end: new Date(deps.clock.now().getTime() + MAX_MS), troubles: createTroubles() };
  await run.troubles.contain('not all of the history could be written', async () => {
    if (await writeFiles(run, deps)) await writeProcesses(run, deps);
  });
  return run.troubles.told();
}

/** Answers whether BigQuery takes rows. */
async function writeFiles(run: Run, deps: Deps): Promise<boolean> {
  const due = await deps.untold.files(deps.clock.now(), MAX_FILES);
  if (due.length === 0) return true;
  const written = await tell(due, deps);
  // A row that is refused keeps none of the others from being told: each is tried alone.
  if (written.outcome !== 'refused' || due.length === 1)
    return settle(
      due.map(({ mark }) => mark),
      written,
      { ...run, deps },
    );
  for (const one of due) {
    if (deps.clock.now() > run.end) return true;
    if (!(await settle([one.mark], await tell([one], deps), { ...run, deps }))) return false;
  }
  return true;
}

const tell = (due: Awaited<ReturnType<Deps['untold']['files']>>, { history }: Deps): Promise<Written> =>
  history.ofFiles(due.map(({ file }) => file));

async function writeProcesses({ end, troubles }: Run, deps: Deps): Promise<void> {
  const [first, ...others] = await deps.untold.processes(deps.clock.now(), MAX_PROCESSES);
  // One shows whether BigQuery takes anything.
  if (first === undefined || !(await writeProcess(first, troubles, deps))) return;
  let isOver = false;
  await pMap(
    others,
    async (mark) => {
      if (isOver || deps.clock.now() > end) return;
      const isHeard = await writeProcess(mark, troubles, deps);
      isOver ||= !isHeard;
    },
    { concurrency: CONCURRENCY },
  );
}

async function writeProcess(mark: Mark, troubles: Troubles, deps: Deps): Promise<boolean> {
  const { journal, untold, history, clock } = deps;
  const after = (ms: number): Date => new Date(clock.now().getTime() + ms);
  const process = await readable(journal.get(mark.id));
  if (process instanceof Failure) {
    await troubles.contain(`the history of process ${mark.id} cannot be written`, () => Promise.reject(process));
    await untold.putOff([mark], after(PUT_OFF_MS));
    return true;
  }
  const outcome = process && outcomeOf(process);
  if (process === undefined || outcome === undefined) {
    await untold.putOff([mark], after(RUNNING_MS));
    return true;
  }
  return settle([mark], await history.ofProcess(process, outcome), { troubles, deps });
}

function outcomeOf({ status, error, ended }: Process): Ending | undefined {
  if (status === 'running' || ended === undefined) return undefined;
  return { status, ended, ...(error ? { error } : undefined) };
}

/** Takes marks away, or leaves them for later. Answers whether BigQuery takes rows. */
async function settle(
  marks: readonly Mark[],
  written: Written,
  { troubles, deps }: { troubles: Troubles; deps: Deps },
): Promise<boolean> {
  if (written.outcome === 'written') {
    await deps.untold.settle(marks);
    return true;
  }
  // What passes by itself is nobody's trouble.
  if (written.why.kind !== 'transient') {
    await troubles.contain('the history', () => Promise.reject(written.why));
  }
  if (written.outcome === 'away') return false;
  await deps.untold.putOff(marks, new Date(deps.clock.now().getTime() + PUT_OFF_MS));
  return true;
}
