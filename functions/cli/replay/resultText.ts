import type { ReplayResult, Undone } from '../../src/replay/applyReplay.ts';
import { tookText } from '../text/tookText.ts';

const SHOWN = 20;

/** What became of a replay, for people. */
export function resultText({ id, status, done, already, changed, failed, lastsMs }: ReplayResult): string {
  if (status === 'changed')
    return [
      `replay ${id}: nothing was done, because these have changed since the plan; plan again:`,
      ...listOf(changed),
    ].join('\n');
  const before = already > 0 ? [`${already} done before`] : [];
  const isOver = status === 'partly' && failed.length === 0;
  const later = isOver ? ['some are left, because the time was over: apply it again'] : [];
  const lasts = lastsMs > 0 ? [`the last begins after ${tookText(lastsMs)}`] : [];
  return [
    [`replay ${id}: ${done} begun`, ...before, ...later, ...lasts].join(', '),
    ...(changed.length > 0 ? [`${changed.length} left out, because they have changed:`, ...listOf(changed)] : []),
    ...(failed.length > 0 ? [`${failed.length} failed, apply it again:`, ...listOf(failed)] : []),
  ].join('\n');
}

function listOf(undone: readonly Undone[]): string[] {
  const shown = undone.slice(0, SHOWN).map(({ url, why }) => `  ${url}: ${why}`);
  return undone.length > SHOWN ? [...shown, `  and ${undone.length - SHOWN} more`] : shown;
}
