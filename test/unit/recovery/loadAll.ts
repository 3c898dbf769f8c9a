import type { ErrorDetail } from '../../../functions/src/failure/failure.ts';
import { parseGsUrl } from '../../../functions/src/model/places.ts';
import type { Step } from '../../../functions/src/model/process.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { RetryLoad } from '../../../functions/src/model/sourceRange.ts';
import { remainingLoads } from '../../../functions/src/plan/remainingLoads.ts';
import type { BadPlace } from '../../../functions/src/recovery/filePlace.ts';
import { loadsInstead } from '../../../functions/src/recovery/loadsInstead.ts';
import { type LoadedFile, nextLoads } from '../../../functions/src/recovery/nextLoads.ts';
import { areAboutData, blame, sortFiles } from '../../../functions/src/recovery/sortFiles.ts';
import { tallyOf } from '../../../functions/src/recovery/tallyOf.ts';

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
  /** A set of URLs, or a map by URL. */
  suspects?: { keys(): Iterable<string> };
  maxReload?: number;
}

/** Loads files as a process does, one load after the other, those that replace a failed one before the others. */
export async function loadAll({ urls, run, suspects = new Set<string>(), maxReload = 15 }: Play): Promise<Recovered> {
  const result: Recovered = { loaded: new Map(), removed: new Map(), jobs: 0, rounds: 0 };
  const places = new Map<string, BadPlace>([...suspects.keys()].map((url) => [url, 'corrupted']));
  const sources = urls.map((url): SourceFile => ({ ...parseGsUrl(url), generation: '1', size: 1, created: '' }));
  const steps: Step[] = [];
  for (;;) {
    const { queue, removed } = remainingLoads({ plan: { sources }, steps });
    const [load] = queue;
    if (load === undefined) return result;
    const files = filesOf(load, urls, removed);
    const loading = files.map(({ url }) => url);
    result.jobs++;
    result.rounds = Math.max(result.rounds, load.round);
    const errors = await run(loading);
    const step = { step: result.jobs, action: 'load', path: `Load[${steps.length}]`, ended: new Date(0) };
    if (errors.length === 0) {
      count(result.loaded, loading);
      steps.push({ ...step, state: 'done' });
      continue;
    }
    const { bad } = sortFiles(errors, loading);
    const said = { blame: (url: string) => blame(url, errors), isAboutData: areAboutData(errors) };
    const failed = { load, files, bad, ...said, isMended: false, suspects: places };
    const next = nextLoads(failed, { maxReload, tally: tallyOf({ plan: { sources }, steps }) });
    count(
      result.removed,
      next.bad.map(({ url }) => url),
    );
    if (next.givenUp !== undefined) return { ...result, givenUp: next.givenUp };
    steps.push({ ...step, state: 'failed', next: loadsInstead(next, { files }).next });
  }
}

function filesOf(load: RetryLoad, urls: readonly string[], removed: ReadonlySet<number>): LoadedFile[] {
  return urls
    .map((url, index) => ({ url, index }))
    .slice(load.from, load.to)
    .filter(({ index }) => !removed.has(index) && !load.without?.includes(index));
}

function count(counts: Map<string, number>, urls: readonly string[]): void {
  for (const url of urls) counts.set(url, (counts.get(url) ?? 0) + 1);
}
