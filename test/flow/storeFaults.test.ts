import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gsUrl } from '../../functions/src/model/places.ts';
import { type Call, type Disturbance, disturb, STORES } from '../support/disturb.ts';
import { lastingError, transientError } from '../support/storeErrors.ts';
import { carryThrough } from './carryThrough.ts';
import { type Fault, inject } from './faults.ts';
import { type Ends, problemsOf } from './matrixCell.ts';
import { type Counter, createCounter, createMatrixWorld, type RuleName } from './matrixWorld.ts';

/** What a process goes through, so that it makes other calls than the others. */
interface Story {
  story: string;
  rule: RuleName;
  isAsync: boolean;
  /** What its load jobs fail with. */
  fails?: 'invalid';
  ends: Ends;
  /** The calls that the others do not make. */
  only?: RegExp;
}

/** On the real stores; in memory test/unit/process/interrupted.test.ts tells more, with outages that pass, too. */
const STORIES: Story[] = [
  { story: 'loaded through a temporary table', rule: 'deduplicating', isAsync: true, ends: { status: 'done' } },
  {
    story: 'that is set aside',
    rule: 'direct',
    isAsync: true,
    fails: 'invalid',
    ends: { status: 'failed', quarantine: 'corrupted' },
  },
  {
    story: 'in a batch',
    rule: 'batching',
    isAsync: true,
    ends: { status: 'done' },
    only: /^windows|^groups|^journal\.open/,
  },
];

let counter: Counter;
beforeAll(async () => {
  counter = await createCounter();
});
afterAll(() => counter.close());

interface Told {
  problems: string[];
  calls: readonly string[];
  hits: number;
}

/** Tells the story while the stores have that trouble. */
async function tell(
  { story, rule, isAsync, fails, ends }: Story,
  troubleWith: (call: Call) => Disturbance | undefined,
): Promise<Told> {
  const world = await createMatrixWorld({ rule, isAsync, counter });
  const match = { jobType: 'LOAD', jobId: `--${world.eventId}_` } as const;
  // An error of data names the file: without that nothing would be set aside.
  const fault = (reason: string): Fault['fault'] => ({
    kind: 'jobError',
    reason,
    message: 'as asked',
    location: gsUrl(world.file.bucket, world.file.name),
  });
  const injected = fails && (await inject({ match, times: 0, fault: fault(fails) }));
  const { deps, calls, hits } = disturb(world.deps, troubleWith, STORES);
  try {
    const carried = await carryThrough(world, world.file, deps);
    return { problems: await problemsOf(world, { carried, ends }), calls, hits: hits() };
  } catch (error) {
    return { problems: [`a file ${story}: ${error}`], calls, hits: hits() };
  } finally {
    await injected?.remove();
  }
}

/** The nth call of a name, from 0. */
interface Place {
  name: string;
  nth: number;
}

function placesOf(calls: readonly string[]): Place[] {
  return calls.map((name, index) => ({
    name,
    nth: calls.slice(0, index).filter((earlier) => earlier === name).length,
  }));
}

/** Trouble with one call only. */
function troubleAt({ name, nth }: Place, trouble: (call: Call) => Disturbance) {
  let seen = 0;
  return (call: Call) => (call.name === name && seen++ === nth ? trouble(call) : undefined);
}

/** Dispatch makes these in each run, and how many runs there are depends on how fast the jobs are. */
const OF_EACH_RUN = /objects\.page|\.overdue|writeStatistics|assertAnswers|neglected|unruled|letGo|isClaimed/;
const ENOUGH = 3;

/** It makes no difference to these whether they fail before or after. */
const READS =
  /objects\.(?:stat|page|read)|\.overdue|heldUntil|journal\.(?:get|neglected|unruled|assertAnswers|isClaimed)/;

const isOwn = (name: string, { only }: Story): boolean => only?.test(name) ?? true;

const isWorthIt = ({ name, nth }: Place, when: 'before' | 'after'): boolean =>
  !(OF_EACH_RUN.test(name) && nth >= ENOUGH) && !(when === 'after' && READS.test(name));

const PARALLEL = 8;

async function each<T>(items: readonly T[], work: (item: T) => Promise<string[]>): Promise<string[]> {
  const queue = items.values();
  const workers = Array.from({ length: PARALLEL }, async () => {
    const told: string[] = [];
    for (const item of queue) told.push(...(await work(item)));
    return told;
  });
  return (await Promise.all(workers)).flat();
}

describe.each(STORIES)('a file $story', (story) => {
  it.each(['before', 'after'] as const)(
    'ends as it should when any one call fails just %s it takes effect',
    async (when) => {
      const { calls, problems } = await tell(story, () => undefined);
      expect(problems).toEqual([]);
      const places = placesOf(calls).filter((place) => isOwn(place.name, story) && isWorthIt(place, when));
      const told = await each(places, async (place) => {
        const trouble = (call: Call) => ({ fails: when, error: transientError(call) });
        const { problems, hits } = await tell(story, troubleAt(place, trouble));
        const missed = hits === 0 && !OF_EACH_RUN.test(place.name) ? ['it was not called'] : [];
        return [...problems, ...missed].map((problem) => `${place.name} #${place.nth}: ${problem}`);
      });
      expect(told).toEqual([]);
    },
  );
});

/** Trouble with the first calls of a name. */
function outage(name: string) {
  let seen = 0;
  return (call: Call): Disturbance | undefined =>
    call.name === name && seen++ < UNTIL_MENDED ? { fails: 'before', error: lastingError(call) } : undefined;
}

/** So often in a row a call fails before somebody mends what keeps it from working. */
const UNTIL_MENDED = 8;

describe.each(STORIES)('a file $story', (story) => {
  it('ends when a call fails for a reason that lasts, until that is mended', async () => {
    const { calls } = await tell(story, () => undefined);
    const names = new Set(calls.filter((name) => isOwn(name, story)));
    const told = await each([...names], async (name) => {
      const { problems } = await tell({ ...story, ends: { status: 'any' } }, outage(name));
      return problems.map((problem) => `${name}: ${problem}`);
    });
    expect(told).toEqual([]);
  });
});
