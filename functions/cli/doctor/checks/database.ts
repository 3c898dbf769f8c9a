import { databaseOf } from '../../cloud/dataResources.ts';
import { type Check, ok, wrong } from '../model/check.ts';

export const database: Check = {
  id: 'database',
  right: 'The Firestore database of the journal exists.',
  todo: (world) =>
    `Make it: npx firebase firestore:databases:create ${world.database} --location ${world.region} --project ${world.projectId}.`,
  async look(world) {
    const found = await world.read(databaseOf(world.projectId, world.database));
    return [
      found
        ? ok(`the Firestore database ${world.database} exists`)
        : wrong(`there is no Firestore database ${world.database}`),
    ];
  },
};
