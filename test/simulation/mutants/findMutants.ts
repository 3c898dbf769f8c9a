import { runSeeds } from '../runSeeds.ts';
import { MUTANTS } from './mutants.ts';

interface Found {
  name: string;
  /** The first seed that finds it; undefined where none does. */
  seed: number | undefined;
  /** What is found to be wrong. */
  text: string;
  tookSec: number;
}

/** Runs seeds under each planted fault, up to the first that finds it; prints a row for each. Answers whether all were found. */
export async function findMutants(seeds: readonly number[]): Promise<boolean> {
  console.log('| mutant | first seed | what is wrong | s |\n| --- | ---: | --- | ---: |');
  let areAllFound = true;
  for (const name of Object.keys(MUTANTS)) {
    const { seed, text, tookSec } = await find(name, seeds);
    areAllFound &&= seed !== undefined;
    console.log(`| ${name} | ${seed ?? '–'} | ${text} | ${tookSec.toFixed(0)} |`);
  }
  return areAllFound;
}

async function find(name: string, seeds: readonly number[]): Promise<Found> {
  const started = performance.now();
  const results = await runSeeds({ seeds, mutant: name, onResult: ({ problems }) => problems.length > 0 });
  const first = results.find(({ problems }) => problems.length > 0);
  const [problem] = first?.problems ?? [];
  const text = problem === undefined ? 'not found' : `${problem.check}: ${problem.text.split('\n')[0]?.slice(0, 120)}`;
  return { name, seed: first?.seed, text, tookSec: (performance.now() - started) / 1000 };
}
