// npm run simulate: production in one process, on virtual time. Each seed is a scenario; the same seed has the same course.

import { styleText } from 'node:util';
import { Command, InvalidArgumentError } from 'commander';
import { runOutages } from './load/outages.ts';
import { findMutants } from './mutants/findMutants.ts';
import { plant } from './mutants/plant.ts';
import { type Problem, problemKind } from './oracle/problem.ts';
import { runSeeds } from './runSeeds.ts';
import type { Result } from './workerProtocol.ts';

interface Given {
  seeds: number;
  from: number;
  seed?: number;
  trace?: boolean;
  mutant?: string;
  mutants?: boolean;
  outages?: boolean;
  about?: string;
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

const program = new Command('simulate')
  .description('Runs bqtail in a simulated production, with outages, kills, late events and all else that goes wrong.')
  .option('--seeds <count>', 'how many seeds are run', wholeNumber, 200)
  .option('--from <seed>', 'the first of them', wholeNumber, 1)
  .option(
    '--seed <seed>',
    'only this one; where it fails, a smaller scenario that fails in the same way is shown',
    wholeNumber,
  )
  .option('--trace', 'with --seed: step by step')
  .option('--mutant <name>', 'with a planted fault, which is to be found')
  .option('--mutants', 'with each planted fault in turn: a table of the seeds that find them')
  .option('--outages', 'six hours without BigQuery, Storage or Firestore while 10,000 files arrive: what that costs')
  .option('--about <text>', 'with --seed: the problem that the smaller scenario has to have, by a part of its text')
  .parse();

const { seeds, from, seed, trace = false, mutant, mutants, outages, about } = program.opts<Given>();
const many = Array.from({ length: seeds }, (_, index) => from + index);
process.exitCode = (await run()) ? 0 : 1;

function run(): Promise<boolean> {
  if (seed !== undefined) return replay(seed);
  if (outages) return runOutages();
  return mutants ? findMutants(many) : runMany();
}

async function runMany(): Promise<boolean> {
  const started = performance.now();
  const failed: Result[] = [];
  const results = await runSeeds({
    seeds: many,
    mutant,
    onResult(result) {
      if (result.problems.length === 0) return false;
      failed.push(result);
      const [first] = result.problems;
      console.log(
        `seed ${String(result.seed).padStart(5)} ${first?.check}: ${first?.text.split('\n')[0]?.slice(0, 160)}`,
      );
      return mutant !== undefined;
    },
  });
  const kinds = Map.groupBy(
    failed.flatMap(({ seed: one, problems }) => [...new Set(problems.map(problemKind))].map((kind) => ({ kind, one }))),
    ({ kind }) => kind,
  );
  for (const [kind, found] of [...kinds].sort((a, b) => b[1].length - a[1].length).slice(0, 40)) {
    console.log(
      `${String(found.length).padStart(5)} × ${kind} (${found
        .slice(0, 4)
        .map(({ one }) => one)
        .join(', ')})`,
    );
  }
  const tookSec = (performance.now() - started) / 1000;
  const slowest = results.toSorted((a, b) => b.tookMs - a.tookMs)[0];
  console.log(
    `${results.length} seeds in ${tookSec.toFixed(0)} s, the slowest ${slowest?.seed} in ${slowest?.tookMs.toFixed(0)} ms; ${failed.length} failed`,
  );
  return failed.length === 0;
}

async function replay(one: number): Promise<boolean> {
  if (mutant) plant(mutant);
  const [{ runSafely }, { makeScenario }, { shrink }] = await Promise.all([
    import('./runSeed.ts'),
    import('./scenario/makeScenario.ts'),
    import('./shrink.ts'),
  ]);
  const scenario = makeScenario(one);
  const { problems } = await runSafely(scenario);
  if (problems.length === 0) {
    if (trace) await runSafely(scenario, (line) => console.log(line));
    console.log(styleText('green', `seed ${one}: nothing is wrong`));
    return true;
  }
  const [first] = problems;
  const isMeant = (problem: Problem): boolean =>
    about === undefined
      ? first !== undefined && problemKind(problem) === problemKind(first)
      : problem.text.includes(about);
  const fails = async (candidate: typeof scenario): Promise<boolean> =>
    (await runSafely(candidate)).problems.some(isMeant);
  const smallest = await shrink(scenario, { fails, tries: 400 });
  console.log(JSON.stringify(smallest, null, 1));
  const again = await runSafely(smallest, trace ? (line) => console.log(line) : undefined);
  for (const { check, text } of again.problems) console.log(styleText('red', `${check}: ${text}`));
  return false;
}
