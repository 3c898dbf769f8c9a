import { defined } from '../common/defined.ts';
import type { Process } from '../model/process.ts';
import { remainingLoads } from './remainingLoads.ts';

/** A source that was not loaded with the others. */
export interface NotLoaded {
  /** Its position among the sources. */
  index: number;
  /** `left`: it stays where it is, since it is gone, or BigQuery may not read it. */
  became: 'setAside' | 'left' | 'superseded';
  /** Why, where that is known. */
  reason?: string;
  /** Where it was moved, gs://. */
  to?: string;
}

/** What became of each source that was taken out, in order. */
export function takenOut(process: Pick<Process, 'plan' | 'steps' | 'superseded' | 'empty'>): NotLoaded[] {
  const { plan, steps, superseded = [], empty = [] } = process;
  const { removed, setAside } = remainingLoads(process);
  const gone = new Set(superseded);
  const all = [...empty, ...steps.flatMap(({ next }) => next?.told ?? [])];
  const told = new Map(all.map((one) => [one.index, one]));
  return [...removed]
    .sort((a, b) => a - b)
    .map((index): NotLoaded => {
      if (gone.has(index)) return { index, became: 'superseded' };
      const { reason = plan.sources[index]?.size === 0 ? 'the file is empty' : undefined, to } = told.get(index) ?? {};
      const became = setAside.has(index) ? ('setAside' as const) : ('left' as const);
      return defined({ index, became, reason, to });
    });
}
