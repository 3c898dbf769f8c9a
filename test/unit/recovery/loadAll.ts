import type { ErrorDetail } from '../../../functions/src/failure/failure.ts';
import type { RetryLoad } from '../../../functions/src/model/sourceRange.ts';
import { type LoadedFile, nextLoads } from '../../../functions/src/recovery/nextLoads.ts';
import { blame, sortFiles } from '../../../functions/src/recovery/sortFiles.ts';

export interface Recovered {
  /** How often each file was in a load that succeeded. */
  loaded: Map<string, number>;
  /** How often each file was taken out. */
  removed: Map<string, number>;
  jobs: number;
  rounds: number;
  givenUp?: string;
}

interface Play {
  urls: readonly string[];
  /** Runs a load job: its `status.errors`, none where it succeeded. */
  run(urls: readonly string[]): ErrorDetail[] | Promise<ErrorDetail[]>;
  suspects?: ReadonlySet<string>;
  maxReload?: number;
}

/** Loads files as a process does, one load after the other, those that replace a failed one before the others. */
export async function loadAll({ urls, run, suspects = new Set(), maxReload = 15 }: Play): Promise<Recovered> {
  const result: Recovered = { loaded: new Map(), removed: new Map(), jobs: 0, rounds: 0 };
  const tally = { loads: 0, loaded: 0, failedAlone: 0 };
  let queue: RetryLoad[] = [{ from: 0, to: urls.length, round: 0 }];
  for (let load = queue.shift(); load !== undefined; load = queue.shift()) {
    const files = filesOf(load, urls, result.removed);
    const sources = files.map(({ url }) => url);
    result.jobs++;
    result.rounds = Math.max(result.rounds, load.round);
    const errors = await run(sources);
    if (errors.length === 0) {
      count(result.loaded, sources);
      tally.loaded++;
    } else {
      const { bad } = sortFiles(errors, sources);
      const failed = { load, files, bad, blame: (url: string) => blame(url, errors), isMended: false, suspects };
      const next = nextLoads(failed, { maxReload, tally });
      count(
        result.removed,
        next.bad.map(({ url }) => url),
      );
      if (files.length === 1 && next.bad.length === 1) tally.failedAlone++;
      if (next.givenUp !== undefined) return { ...result, givenUp: next.givenUp };
      queue = [...next.loads, ...queue];
    }
    tally.loads++;
  }
  return result;
}

function filesOf(load: RetryLoad, urls: readonly string[], removed: ReadonlyMap<string, number>): LoadedFile[] {
  return urls
    .map((url, index) => ({ url, index }))
    .slice(load.from, load.to)
    .filter(({ url, index }) => !removed.has(url) && !load.without?.includes(index));
}

function count(counts: Map<string, number>, urls: readonly string[]): void {
  for (const url of urls) counts.set(url, (counts.get(url) ?? 0) + 1);
}
