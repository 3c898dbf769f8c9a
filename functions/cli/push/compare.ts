import { defined } from '../../src/common/defined.ts';
import { grouped } from '../../src/common/grouped.ts';
import type { SourceFile } from '../../src/model/sourceFile.ts';
import { dollarsOf } from '../../src/replay/dollarsOf.ts';
import type { Meeting } from './meet.ts';

/** What becomes of a file under other rules. */
export type Change = 'same' | 'otherTable' | 'nowhere' | 'ambiguous' | 'newlyWanted' | 'neither';

/** A file, and what it met and would meet. */
export interface Case {
  file: SourceFile;
  before: Meeting;
  after: Meeting;
}

/** Files with one change, and from which table to which. */
export interface Tally {
  change: Exclude<Change, 'same' | 'neither'>;
  from?: string;
  to?: string;
  files: number;
  /** The first of them. */
  example: string;
}

/** What rules come to for a set of files. */
export interface Load {
  /** Load jobs, and those that move rows. */
  jobs: number;
  dollars: number;
  /** How often each table is modified, by `project.dataset.table`. */
  modifications: Readonly<Record<string, number>>;
}

export interface Comparison {
  counts: Readonly<Record<Change, number>>;
  tallies: Tally[];
  /** Files that go to the same table, in another window, or in one where they went alone. */
  otherWindow: number;
  before: Load;
  after: Load;
}

/** Files that one load job takes at most (BigQuery quotas: load jobs). */
const FILES_A_JOB = 10_000;

/** What other rules would have meant for files. */
export function compare(cases: readonly Case[]): Comparison {
  const counts = { same: 0, otherTable: 0, nowhere: 0, ambiguous: 0, newlyWanted: 0, neither: 0 };
  for (const { before, after } of cases) counts[changeOf(before, after)]++;
  return {
    ...{ counts, tallies: talliesOf(cases), otherWindow: cases.filter(isInOtherWindow).length },
    before: loadOf(cases.map(({ file, before }) => ({ file, met: before }))),
    after: loadOf(cases.map(({ file, after }) => ({ file, met: after }))),
  };
}

const isInOtherWindow = ({ before, after }: Case): boolean =>
  before.is === 'loaded' && after.is === 'loaded' && before.table === after.table && before.window !== after.window;

/** The most files first. */
function talliesOf(cases: readonly Case[]): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const { file, before, after } of cases) {
    const change = changeOf(before, after);
    if (change === 'same' || change === 'neither') continue;
    const [from, to] = [tableOf(before), tableOf(after)];
    const key = JSON.stringify([change, from, to]);
    const known = tallies.get(key);
    if (known) known.files++;
    else tallies.set(key, { ...defined({ change, from, to }), files: 1, example: file.name });
  }
  return [...tallies.values()].toSorted((a, b) => b.files - a.files);
}

const tableOf = (met: Meeting): string | undefined => (met.is === 'loaded' ? met.table : undefined);

function changeOf(before: Meeting, after: Meeting): Change {
  if (after.is === 'loaded') {
    if (before.is !== 'loaded') return 'newlyWanted';
    return before.table === after.table ? 'same' : 'otherTable';
  }
  if (after.is === 'ambiguous' && before.is !== 'ambiguous') return 'ambiguous';
  return before.is === 'loaded' ? 'nowhere' : 'neither';
}

function loadOf(files: readonly { file: SourceFile; met: Meeting }[]): Load {
  const loaded = files.flatMap(({ file, met }) => (met.is === 'loaded' ? [{ file, met }] : []));
  const modifications: Record<string, number> = {};
  let jobs = 0;
  for (const [, [{ met }, ...others]] of grouped(loaded, ({ met }) => met.group)) {
    const parts = Math.ceil((1 + others.length) / FILES_A_JOB);
    jobs += met.effort.jobs - 1 + parts;
    for (const [table, count] of Object.entries(met.effort.modifications)) {
      modifications[table] = count + (modifications[table] ?? 0);
    }
  }
  const items = loaded.map(({ file, met }) => ({
    ...{ group: met.group, files: 1, bytes: file.size, queries: met.effort.queries },
  }));
  return { jobs, modifications, dollars: dollarsOf(items) };
}
