import pMap from 'p-map';
import { keyOf, type Loaders } from '../books/loadersOf.ts';
import type { Deps } from '../deps/deps.ts';
import { hourOf, type Stray } from '../model/book.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { matchRule } from '../rule/matchRule.ts';
import type { Troubles } from './troubles.ts';

const CONCURRENCY = 16;

type LoadersOf = (hour: string) => Promise<Loaders>;

/** What became of versions of which the ledger knew nothing. */
export interface TakenIn {
  /** The hour of each that was asked for. */
  asked: readonly string[];
  /** None is left that has to be asked for again. */
  isWhole: boolean;
}

/**
 * Puts each version that the ledger does not know on a side: one that a rule takes is asked for as if its event came now, one
 * that none takes is kept as unmatched, or, while rules with errors are left out, as waiting for them. Its name stands in the
 * book of its hour either way. A file that a process lists is not asked for: its rows are there, and its entry is gone. Nor is one
 * that a process may list whose plan cannot be read.
 */
export async function takeInMissed(
  files: readonly SourceFile[],
  { loaders, troubles }: { loaders: LoadersOf; troubles: Troubles },
  deps: Deps,
): Promise<TakenIn> {
  const { rules, problems } = await deps.rules.current();
  const areBroken = problems.some(({ severity }) => severity === 'error');
  const found = await pMap(
    files,
    async (file) => {
      let taken: Taken | undefined;
      await troubles.contain(`${file.name} could not be taken in`, async () => {
        taken = await takeIn(
          file,
          { isWanted: matchRule(rules, `/${file.name}`).outcome !== 'noMatch', areBroken, loaders },
          deps,
        );
      });
      return taken;
    },
    { concurrency: CONCURRENCY },
  );
  const taken = found.filter((one) => one !== undefined);
  await keepStrays(taken, troubles, deps);
  const asked = taken.filter(({ isAsked }) => isAsked).map(({ hour }) => hour);
  return { asked, isWhole: taken.length === files.length };
}

interface Taken {
  hour: string;
  stray: Stray;
  isAsked: boolean;
}

interface Knowledge {
  isWanted: boolean;
  /** Rules with errors are left out: one of them may want it. */
  areBroken: boolean;
  loaders: LoadersOf;
}

async function takeIn(file: SourceFile, { isWanted, areBroken, loaders }: Knowledge, deps: Deps): Promise<Taken> {
  const { name, generation } = file;
  const hour = hourOf(new Date(file.created));
  const told = (why: string, isAsked = false): Taken => ({
    hour,
    stray: { name, generation, why, isLost: true },
    isAsked,
  });
  const known = await loaders(hour);
  const processId = known.of.get(keyOf(file));
  if (processId !== undefined) return told(`process ${processId} loaded it, and its entry in the ledger is gone`);
  const [unreadable] = known.unreadable;
  if (isWanted && unreadable !== undefined)
    return told(
      `the ledger does not know it, and process ${unreadable}, whose plan cannot be read, may have loaded it: check whether its rows are there; if not, replay it by its name`,
    );
  if (isWanted) {
    await deps.arrivals.ask(file);
    return told('its event never came; bqtail takes it in', true);
  }
  const reason = areBroken
    ? 'no rule matches it, but rules with errors were left out, and its event never came'
    : 'no rule matches it, and its event never came';
  await deps.journal.leave(file, { status: areBroken ? 'unruled' : 'unmatched', reason }, deps.clock.now());
  return told(reason);
}

async function keepStrays(taken: readonly Taken[], troubles: Troubles, { books }: Deps): Promise<void> {
  const byHour = Map.groupBy(taken, ({ hour }) => hour);
  for (const [hour, group] of byHour) {
    await troubles.contain(`the stray files of ${hour} could not be recorded`, () =>
      books.addStrays(
        hour,
        group.map(({ stray }) => stray),
      ),
    );
  }
}
