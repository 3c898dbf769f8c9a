import { urlOf } from '../model/places.ts';
import type { Process, ProcessError } from '../model/process.ts';
import { takenOut } from '../plan/takenOut.ts';
import type { Context, Progress } from './context.ts';
import { runActions } from './runActions.ts';

/**
 * Runs `OnBadFiles` of the rule, once the good files are where they belong, if others were set aside. A failure among them stops
 * only what comes after it there.
 */
export function runOnBadFiles(process: Process, context: Context): Promise<Progress> {
  const error = errorOf(process);
  const actions = error === undefined ? [] : process.plan.onBadFiles;
  return runActions(process, { actions, path: 'OnBadFiles', error }, context);
}

/** A text for people; the actions get the whole list as `$BadURIs`. */
const SHOWN = 20;

/** `$Error`: which files, and why. */
function errorOf(process: Process): ProcessError | undefined {
  const { sources } = process.plan;
  const bad = takenOut(process).filter(({ became }) => became === 'setAside');
  if (bad.length === 0) return undefined;
  const shown = bad.slice(0, SHOWN).flatMap(({ index, reason, to }) => {
    const source = sources[index];
    const where = to === undefined ? '' : ` (now ${to})`;
    return source ? [`${urlOf(source)}: ${reason ?? 'bad'}${where}`] : [];
  });
  const more = bad.length > SHOWN ? [`and ${bad.length - SHOWN} more`] : [];
  const count = `${bad.length} of ${sources.length} files ${bad.length === 1 ? 'was' : 'were'} set aside`;
  const message = `${count}: ${[...shown, ...more].join('; ')}`;
  return { kind: 'data', reason: 'setAside', message, details: [] };
}
