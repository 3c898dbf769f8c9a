import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '../../functions/src/deps/deps.ts';
import { disturb } from '../support/disturb.ts';
import { carryThrough } from './carryThrough.ts';
import { LATER_MS } from './dieAtEachCall.ts';
import { problemsOf } from './matrixCell.ts';
import { type Counter, createCounter, createMatrixWorld, type MatrixWorld, type RuleName } from './matrixWorld.ts';
import { untilDue } from './ownWorld.ts';

let counter: Counter;
beforeAll(async () => {
  counter = await createCounter();
});
afterAll(() => counter.close());

interface Story {
  story: string;
  rule: RuleName;
  isAsync: boolean;
  /** Gets the process to where the invocation that will be stuck takes it on, and answers what that is to do. */
  begin(world: MatrixWorld): Promise<(deps: Deps) => Promise<unknown>>;
}

const takeIn = async (world: MatrixWorld) => (deps: Deps) => world.deliver(world.file, deps);

async function followUp(world: MatrixWorld) {
  await world.deliver(world.file);
  const [due] = await untilDue(world);
  return (deps: Deps) => world.deliver(due, deps);
}

const STORIES: Story[] = [
  { story: 'takes a file in', rule: 'deduplicating', isAsync: true, begin: takeIn },
  { story: 'follows a load up', rule: 'deduplicating', isAsync: true, begin: followUp },
];

/** The calls that some invocation makes are far fewer. */
const MOST_CALLS = 100;
const PARALLEL = 6;

describe.each(STORIES)('an invocation that $story', (story) => {
  it('may be stuck for long in any call, while others bring the process to its end', async () => {
    const told: string[] = [];
    let next = 0;
    let isThrough = false;
    const work = async (): Promise<void> => {
      while (!isThrough && next < MOST_CALLS) {
        const { call, problems } = await stickAt(next++, story);
        isThrough ||= call === undefined;
        told.push(...problems);
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    expect(told).toEqual([]);
    expect(isThrough).toBe(true);
  });
});

/** Answers in which call it was stuck, and what is not as it should be. */
async function stickAt(at: number, { rule, isAsync, begin }: Story) {
  const world = await createMatrixWorld({ rule, isAsync, counter });
  const invoke = await begin(world);
  const freezesFor = async (): Promise<void> => {
    world.advance(LATER_MS);
    await carryThrough(world, world.file);
  };
  const { deps, calls } = disturb(world.deps, ({ index }) => (index === at ? { freezesFor } : undefined));
  // What it rejects with is delivered again.
  await invoke(deps).catch(() => undefined);
  const call = calls[at];
  const carried = await carryThrough(world, world.file);
  const problems = await problemsOf(world, { carried, ends: { status: 'done' } });
  return { call, problems: problems.map((problem) => `stuck in ${call} #${at}: ${problem}`) };
}
