import { styleText } from 'node:util';
import { type FunctionLogEntry, functionLogEntry } from './functionLog.ts';
import type { World } from './startWorld.ts';

/** Prints what the functions log from now on, and what the emulators warn of. */
export function printFunctionLines(world: World): void {
  world.onSuiteLine((line) => {
    const entry = functionLogEntry(line);
    if (entry) {
      if (!isIdleDispatch(entry)) console.log(`${severity(entry)} ${entry.message}`);
    } else if (/^(> |⚠)/.test(line)) console.log(styleText('dim', line));
  });
}

/** A dispatch run that found nothing to do; one comes with every tick. */
export const isIdleDispatch = ({ severity: name, touched, projects }: FunctionLogEntry): boolean =>
  name === 'INFO' && touched === 0 && Object.keys(projects ?? {}).length === 0;

function severity({ severity: name }: FunctionLogEntry): string {
  const text = name.padEnd(7);
  if (name === 'ERROR') return styleText('red', text);
  return name === 'WARNING' ? styleText('yellow', text) : styleText('dim', text);
}
