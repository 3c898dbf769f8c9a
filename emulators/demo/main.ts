// npm start: the local world, and in it the way of two files from a bucket to rows in BigQuery.
import { Command } from 'commander';
import { hints } from '../world/hints.ts';
import { printFunctionLines } from '../world/printFunctionLines.ts';
import { runWorld } from '../world/runWorld.ts';
import { playScenario } from './scenario.ts';

/** Long enough for the eye to see a job run. */
const JOB_LATENCY_MS = 1_500;

const { once } = new Command('npm start --')
  .description('Starts the local world and shows two files on their way into BigQuery.')
  .option('--once', 'end when they are there, with exit code 0, or 1 if they are not')
  .parse()
  .opts<{ once?: boolean }>();

await runWorld({
  jobLatencyMs: JOB_LATENCY_MS,
  use: async (world, signal) => {
    const isRight = await playScenario(world, signal);
    if (once) return isRight ? 0 : 1;
    console.log(hints(world));
    printFunctionLines(world);
    return 'stay';
  },
});
