import { styleText } from 'node:util';
import { POST_JOB } from '../../functions/src/model/places.ts';
import { LABELS } from '../../functions/src/runtime/logLines.ts';
import { type FunctionLogEntry, functionLogEntry, isIdleRun } from './functionLog.ts';
import type { World } from './startWorld.ts';

/** Prints what the functions log from now on, and what the emulators warn of. */
export function printFunctionLines(world: World): void {
  const about = createAbout();
  world.onSuiteLine((line) => {
    const entry = functionLogEntry(line);
    if (entry) {
      const text = about(entry);
      if (isWorthShowing(entry))
        console.log([styleText('dim', timeOfDay(new Date())), severity(entry), text].join(' '));
    } else if (/^(> |⚠)/.test(line)) console.log(styleText('dim', line));
  });
}

const timeOfDay = (time: Date): string => time.toTimeString().slice(0, 8);

/**
 * What happened, and to which file, of one line of the log after the other: a follow-up is called for a task file, and is about the
 * file of its process.
 */
export function createAbout(): (entry: FunctionLogEntry) => string {
  const files = new Map<unknown, string>();
  return ({ message, sourceUrl, [LABELS]: labels }) => {
    const { eventId } = (labels ?? {}) as { eventId?: string };
    if (typeof sourceUrl !== 'string') return message;
    if (!sourceUrl.includes(`/${POST_JOB}`)) files.set(eventId, sourceUrl);
    const file = files.get(eventId);
    return file === undefined || message.includes(file) ? message : `${message}  ${styleText('dim', file)}`;
  };
}

/** All but runs of dispatch that found nothing to do, of which one comes with every tick, and advice on the example rule. */
export const isWorthShowing = (entry: FunctionLogEntry): boolean => {
  const isOwnAdvice = entry.severity === 'NOTICE' && String(entry['rule']).startsWith('rules/example/');
  return !isIdleRun(entry) && !isOwnAdvice;
};

function severity({ severity: name }: FunctionLogEntry): string {
  const text = name.padEnd(7);
  if (name === 'ERROR') return styleText('red', text);
  return name === 'WARNING' ? styleText('yellow', text) : styleText('dim', text);
}
