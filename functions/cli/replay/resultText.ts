import type { ReplayResult } from '../../src/replay/applyReplay.ts';
import { tookText } from '../text/tookText.ts';

const SHOWN = 20;

/** What became of a replay, for people. */
export function resultText({ id, status, done, already, changed, lastsMs }: ReplayResult): string {
  const left = changed.slice(0, SHOWN).map(({ url, why }) => `  ${url}: ${why}`);
  const more = changed.length > SHOWN ? [`  and ${changed.length - SHOWN} more`] : [];
  const list = [...left, ...more];
  if (status === 'changed')
    return [`replay ${id}: nothing was done, since this has changed since the plan; plan again`, ...list].join('\n');
  const before = already > 0 ? [`${already} done before`] : [];
  const later = status === 'partly' ? ['not all, the time is over: apply it again'] : [];
  const lasts = lastsMs > 0 ? [`the last begins after ${tookText(lastsMs)}`] : [];
  const out = changed.length > 0 ? [`${changed.length} left out, since they have changed:`] : [];
  return [[`replay ${id}: ${done} begun`, ...before, ...later, ...lasts, ...out].join(', '), ...list].join('\n');
}
