// npm run emulators: the local world, without the demonstration, until Ctrl-C.
import { hints } from './hints.ts';
import { printFunctionLines } from './printFunctionLines.ts';
import { runWorld } from './runWorld.ts';

await runWorld({
  use: async (world) => {
    console.log(hints(world));
    printFunctionLines(world);
    return 'stay';
  },
});
