// npm run emulators: the local world, without the demonstration, until Ctrl-C.
import { Command } from 'commander';
import { addKeepOption } from './keepOption.ts';
import { runWorld } from './runWorld.ts';
import { showWorld } from './showWorld.ts';

const program = new Command('npm run emulators --').description('Starts the local world, until Ctrl-C.');
const { keep } = addKeepOption(program).parse().opts<{ keep?: string }>();

await runWorld({ ...(keep === undefined ? {} : { keep }), use: async (world) => showWorld(world, keep) });
