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

/** Trouble with these calls only. */
function troubleAt(places: readonly Place[], trouble: (call: Call) => Disturbance) {
  const seen = new Map<string, number>();
  return (call: Call) => {
    const nth = seen.get(call.name) ?? 0;
    seen.set(call.name, nth + 1);
    return places.some((place) => place.name === call.name && place.nth === nth) ? trouble(call) : undefined;
  };
}

/** Each with the one that comes half a story later: a telling is dear, and the second finds what the first left behind. */
function inPairs(places: readonly Place[]): Place[][] {
  const half = Math.ceil(places.length / 2);
  return places.slice(0, half).map((place, index) => [place, ...places.slice(half + index, half + index + 1)]);
}

const told = (places: readonly Place[]): string => places.map(({ name, nth }) => `${name} #${nth}`).join(' and ');

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
    const found: string[] = [];
    for (const item of queue) found.push(...(await work(item)));
    return found;
  });
  return (await Promise.all(workers)).flat();
}

describe.each(STORIES)('a file $story', (story) => {
  it.each(['before', 'after'] as const)(
    'ends as it should when any two calls half a story apart fail just %s they take effect',
    async (when) => {
      const { calls, problems } = await tell(story, () => undefined);
      expect(problems).toEqual([]);
      const places = placesOf(calls).filter((place) => isOwn(place.name, story) && isWorthIt(place, when));
      const failing = async (together: readonly Place[]): Promise<string[]> => {
        const trouble = (call: Call) => ({ fails: when, error: transientError(call) });
        const { problems, hits } = await tell(story, troubleAt(together, trouble));
        const isMissed = hits < together.length;
        // The first may lead the story past the second: then each fails alone, too.
        const alone = isMissed && together.length > 1 ? await each(together, (place) => failing([place])) : [];
        const isUncalled = isMissed && together.length === 1 && !OF_EACH_RUN.test(told(together));
        const wrong = [...problems, ...(isUncalled ? ['it was not called'] : [])];
        return [...wrong.map((problem) => `${told(together)}: ${problem}`), ...alone];
      };
      expect(await each(inPairs(places), failing)).toEqual([]);
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
    const wrong = await each([...names], async (name) => {
      const { problems } = await tell({ ...story, ends: { status: 'any' } }, outage(name));
      return problems.map((problem) => `${name}: ${problem}`);
    });
    expect(wrong).toEqual([]);
  });
});
