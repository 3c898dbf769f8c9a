import { TEMPORARY } from '../scenario/ruleText.ts';
import { unfinished } from '../world/unfinished.ts';
import type { World } from '../world/world.ts';
import type { Problem } from './problem.ts';

/** Everything has come to its end, and nothing is left behind. */
export function checkEnd(world: World): Problem[] {
  const { cloud, tail } = world;
  const temporary = cloud.bigQuery.tables.tablesOf(TEMPORARY).filter(({ reference }) => reference.tableId !== 'own');
  return [
    ...unfinished(world).map((text) => ({ check: 'end', text: `still there: ${text}` })),
    ...tail.expired.map(({ file }) => ({
      check: 'end',
      text: `the event of ${file.name} was delivered in vain for a day`,
    })),
    ...temporary.map(({ reference }) => ({ check: 'temporary', text: `the table ${reference.tableId} is left` })),
  ];
}
