import { counted } from '../common/counted.ts';
import type { Process } from '../model/process.ts';
import { remainingLoads } from './remainingLoads.ts';

/** `12 files`; where some were not loaded, `10 of 12 files, 2 set aside`. */
export function loadedOf(files: number, { loaded, setAside }: { loaded: number; setAside: number }): string {
  const all = counted(files, 'file');
  return loaded === files ? all : `${loaded} of ${all}${setAside > 0 ? `, ${setAside} set aside` : ''}`;
}

/** The files of a process, as `loadedOf` counts them: those that were taken out are not loaded. */
export function filesInWords(process: Pick<Process, 'plan' | 'steps' | 'superseded'>): string {
  const { removed, setAside } = remainingLoads(process);
  const { length } = process.plan.sources;
  return loadedOf(length, { loaded: length - removed.size, setAside: setAside.size });
}
