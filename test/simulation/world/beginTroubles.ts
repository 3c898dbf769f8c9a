import { TASKS } from '../../../functions/src/model/places.ts';
import { OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import type { Random } from '../../support/cloud/random.ts';
import { TEMPORARY } from '../scenario/ruleText.ts';
import type { Trouble } from '../scenario/scenario.ts';
import { breakRules, KEEPS_DATASET, putRules } from './prepare.ts';
import type { Uploader } from './uploader.ts';
import type { World } from './world.ts';

interface Means {
  uploader: Uploader;
  random: Random;
}

/** Plans what begins at a moment of its own; other troubles are looked for where requests and jobs are. */
export function beginTroubles(world: World, means: Means): void {
  for (const trouble of world.scenario.troubles) begin(trouble, world, means);
}

function begin(trouble: Trouble, world: World, { uploader, random }: Means): void {
  const { cloud, scenario, tail: platform, schedule } = world;
  const { clock, bigQuery, storage } = cloud;
  switch (trouble.kind) {
    case 'kill':
      clock.after(trouble.at, () => {
        const [first, ...rest] = platform.instances().filter(({ active }) => active > 0);
        if (first) random.pick([first, ...rest]).kill();
      });
      break;
    case 'redeploy':
      clock.after(trouble.at, () => {
        for (const instance of [...platform.instances(), ...schedule.instances()]) instance.kill();
      });
      break;
    case 'brokenRules':
      clock.after(trouble.from, () => breakRules(cloud));
      clock.after(trouble.until, () => putRules(scenario, cloud));
      break;
    case 'misplaced':
      clock.after(trouble.from, () => bigQuery.bucketLocations.set(TRIGGER, 'US-EAST1'));
      clock.after(trouble.until, () => bigQuery.bucketLocations.delete(TRIGGER));
      break;
    case 'dropTask':
      clock.after(trouble.at, () => dropOne(world, random));
      break;
    case 'dropTemporary':
      clock.after(trouble.at, () => {
        for (const { reference } of bigQuery.tables.tablesOf(TEMPORARY)) {
          if (reference.tableId !== KEEPS_DATASET) bigQuery.tables.remove(reference);
        }
      });
      break;
    case 'junk':
      clock.after(trouble.at, () => uploader.putJunk(trouble.name));
      break;
    case 'retention':
      clock.after(trouble.from, () => {
        storage.retain = ({ bucket, name }) =>
          bucket === TRIGGER && !uploader.isAtWork() && !name.startsWith('_')
            ? "is subject to bucket's retention policy"
            : undefined;
      });
      clock.after(trouble.until, () => {
        storage.retain = undefined;
      });
      break;
    default:
  }
}

/** Somebody deletes one of the task files. */
function dropOne({ cloud: { storage } }: World, random: Random): void {
  const tasks = storage.list(OPS, { prefix: TASKS }).objects;
  const due = storage.list(TRIGGER, { prefix: '_' }).objects;
  const [first, ...rest] = [...tasks, ...due];
  if (first) storage.remove(random.pick([first, ...rest]));
}
