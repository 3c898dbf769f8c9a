import { counted } from '../common/counted.ts';
import type { Process } from '../model/process.ts';
import { remainingLoads } from './remainingLoads.ts';

/** `12 files`; where some were taken out, `10 of 12 files, 2 set aside`. */
export function filesInWords(process: Pick<Process, 'plan' | 'steps' | 'superseded'>): string {
  const { removed, setAside } = remainingLoads(process);
  const { length } = process.plan.sources;
  const all = counted(length, 'file');
  const aside = setAside.size > 0 ? `, ${setAside.size} set aside` : '';
  return removed.size > 0 ? `${length - removed.size} of ${all}${aside}` : all;
}
