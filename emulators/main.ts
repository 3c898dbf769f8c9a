// npm run emulators: the local world, without the demonstration, until Ctrl-C.
import pc from 'picocolors';
import { hints } from './hints.ts';
import { runWorld } from './world/runWorld.ts';

await runWorld({
  use: async (world) => {
    console.log(hints(world));
    world.onSuiteLine((line) => console.log(pc.dim(line)));
    return 'stay';
  },
});
