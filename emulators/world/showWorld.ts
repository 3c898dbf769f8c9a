import { hints } from './hints.ts';
import { printFunctionLines } from './printFunctionLines.ts';
import type { World } from './startWorld.ts';

/** Says what runs where, and from now on what the functions log; the world stays up. */
export function showWorld(world: World, keep: string | undefined): 'stay' {
  console.log(hints(world, keep));
  printFunctionLines(world);
  return 'stay';
}
