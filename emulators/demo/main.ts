// npm start: the local world, and in it the way of two files from a bucket to rows in BigQuery.
import { Command, Option } from 'commander';
import { addKeepOption } from '../world/keepOption.ts';
import { runWorld } from '../world/runWorld.ts';
import { showWorld } from '../world/showWorld.ts';
import { playScenario } from './scenario.ts';

/** Long enough for the eye to see a job run. */
const JOB_LATENCY_MS = 1_500;

const once = new Option('--once', 'end when they are there, with exit code 0, or 1 if they are not').conflicts('keep');
const program = new Command('npm start --')
  .description('Starts the local world and shows two files on their way into BigQuery.')
  .addOption(once);
const options = addKeepOption(program).parse().opts<{ once?: boolean; keep?: string }>();
const { keep } = options;

await runWorld({
  jobLatencyMs: JOB_LATENCY_MS,
  ...(keep === undefined ? {} : { keep }),
  use: async (world, signal) => {
    // In a world that goes on, the files of the demonstration are there already.
    if (world.isResumed) return showWorld(world, keep);
    const isRight = await playScenario(world, signal);
    if (options.once) return isRight ? 0 : 1;
    return showWorld(world, keep);
  },
});
