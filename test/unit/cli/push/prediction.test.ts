import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Case, type Change, type Comparison, compare } from '../../../../functions/cli/push/compare.ts';
import { meet } from '../../../../functions/cli/push/meet.ts';
import { readSet } from '../../../../functions/cli/push/readSet.ts';
import type { SourceFile } from '../../../../functions/src/model/sourceFile.ts';
import { memoryCloud } from '../../../support/cloud/memoryCloud.ts';
import { lines, liveWorld } from '../../process/liveWorld.ts';

const TABLES = ['shop.one', 'shop.two', 'shop.part_0', 'shop.part_1', 'shop.of_a', 'shop.of_b'];

const rule = fc.record({
  When: fc.constantFrom(
    { Prefix: '/data/' },
    { Prefix: '/data/a/' },
    { Prefix: '/data/b/' },
    { Prefix: '/data/', Suffix: '.csv' },
    { Prefix: '/data/', Suffix: '.json' },
    { Prefix: '/data/', Exclusion: '/b/' },
  ),
  Dest: fc.constantFrom(
    { Table: 'shop.one' },
    { Table: 'shop.two' },
    { Table: 'shop.part_$Mod(2)' },
    { Table: 'shop.of_$1', Pattern: '^/data/(a|b)/' },
  ),
  Batch: fc.constantFrom(
    undefined,
    { Window: { DurationInSec: 60 } },
    { Window: { DurationInSec: 300 } },
    { Window: { DurationInSec: 60 }, MultiPath: true },
  ),
  Disabled: fc.constantFrom(undefined, undefined, undefined, true),
  Async: fc.constant(true),
});

/** A rule file of JSON. */
const rules = fc.array(rule, { maxLength: 3 }).map((list) => JSON.stringify(list));

/** A file, and how many seconds after the beginning it comes: never at the end of a window, where it is a matter of milliseconds. */
const upload = fc.record({
  folder: fc.constantFrom('a', 'b', 'c'),
  ending: fc.constantFrom('json', 'csv'),
  after: fc.nat(39).map((n) => 7 * n + 3),
});

const history = fc.record({
  sets: fc.tuple(rules, rules, rules),
  uploads: fc.array(upload, { minLength: 1, maxLength: 8 }),
});

type Upload = Parameters<Parameters<typeof upload.map>[0]>[0];

/** What became of a file: the table, the window and the process; or that it waits for rules, or is left alone. */
interface Outcome {
  is: 'loaded' | 'ambiguous' | 'left';
  table?: unknown;
  window?: unknown;
}

interface Story {
  files: SourceFile[];
  outcomes: Outcome[];
  loadJobs: number;
}

/** What the handlers do about files, under rules. */
async function play(text: string, uploads: readonly Upload[]): Promise<Story> {
  const world = liveWorld({ rules: text, tables: TABLES });
  const { clock, firestore } = world.cloud;
  const start = clock.time();
  const files: SourceFile[] = [];
  for (const [n, { folder, ending, after }] of uploads.toSorted((a, b) => a.after - b.after).entries()) {
    await world.pass((start + after * 1000 - clock.time()) / 60_000);
    files.push(world.cloud.upload(`data/${folder}/${n}.${ending}`, ending === 'csv' ? `${n}\n` : lines(String(n))));
  }
  await world.pass(14);
  const outcomes = files.map((file): Outcome => {
    const { status, window } = world.entry(file) ?? {};
    if (status === 'unruled') return { is: 'ambiguous' };
    if (status === 'unmatched') return { is: 'left' };
    const process = world.process(file);
    expect(process).toMatchObject({ status: 'done' });
    const { start: begin, end } = firestore.documents.get(`windows/${window}`)?.fields ?? {};
    return { is: 'loaded', table: process['destTable'], window: JSON.stringify([begin, end]) };
  });
  const loadJobs = world.cloud.bigQuery.jobs.size;
  return { files, outcomes, loadJobs };
}

/** What became of a file under other rules, told without looking at any. */
function told(was: Outcome, is: Outcome): Change {
  if (is.is === 'loaded') return was.is !== 'loaded' ? 'newlyWanted' : was.table === is.table ? 'same' : 'otherTable';
  if (is.is === 'ambiguous' && was.is !== 'ambiguous') return 'ambiguous';
  return was.is === 'loaded' ? 'nowhere' : 'neither';
}

interface Said {
  counts: Comparison['counts'];
  otherWindow: number;
  jobs: number[];
}

function happened(before: Story, after: Story): Said {
  const pairs = before.outcomes.map((was, index) => ({ was, is: after.outcomes[index] ?? { is: 'left' as const } }));
  const changes = pairs.map(({ was, is }) => told(was, is));
  const count = (change: Change): number => changes.filter((one) => one === change).length;
  return {
    counts: {
      ...{ same: count('same'), otherTable: count('otherTable'), nowhere: count('nowhere') },
      ...{ ambiguous: count('ambiguous'), newlyWanted: count('newlyWanted'), neither: count('neither') },
    },
    otherWindow: pairs.filter(({ was, is }, n) => changes[n] === 'same' && was.window !== is.window).length,
    jobs: [before.loadJobs, after.loadJobs],
  };
}

function predicted(files: readonly SourceFile[], before: string, after: string): Said {
  const deps = memoryCloud().deps();
  const [old, fresh] = [before, after].map((text) => readSet(new Map([['rules/own.yaml', text]])).rules);
  const cases = files.map(
    (file): Case => ({ file, before: meet(file, old ?? [], deps), after: meet(file, fresh ?? [], deps) }),
  );
  const { counts, otherWindow, before: was, after: is } = compare(cases);
  return { counts, otherWindow, jobs: [was.jobs, is.jobs] };
}

/** All pairs of two different ones. */
const pairsOf = <T>(list: readonly T[]): [T, T][] =>
  list.flatMap((one) => list.filter((other) => other !== one).map((other): [T, T] => [one, other]));

const PAIRS_A_HISTORY = 6;
const PAIRS = 204;

it(`what push says of ${PAIRS} pairs of rule sets and the files that came is what the handlers do`, {
  timeout: 120_000,
}, async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(history, async ({ sets, uploads }) => {
      const stories: { text: string; story: Story }[] = [];
      for (const text of sets) stories.push({ text, story: await play(text, uploads) });
      for (const [before, after] of pairsOf(stories)) {
        const said = predicted(after.story.files, before.text, after.text);
        expect(said).toEqual(happened(before.story, after.story));
        for (const [change, count] of Object.entries(said.counts)) if (count > 0) seen.add(change);
        if (said.otherWindow > 0) seen.add('otherWindow');
      }
    }),
    { numRuns: PAIRS / PAIRS_A_HISTORY, seed: 15 },
  );
  // Each kind of answer was given, and was right.
  expect([...seen].sort()).toEqual([
    ...['ambiguous', 'neither', 'newlyWanted', 'nowhere', 'otherTable', 'otherWindow', 'same'],
  ]);
});
