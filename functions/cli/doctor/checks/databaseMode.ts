import { databaseOf } from '../../cloud/dataResources.ts';
import { type Check, ok, wrong } from '../model/check.ts';

export const databaseMode: Check = {
  id: 'databaseMode',
  right: 'The Firestore database is in Native mode.',
  todo: ({ projectId }) =>
    `Give DATABASE another database in functions/.env.${projectId} and in firebase.json; the mode of a database with data cannot be changed.`,
  async look({ read, projectId, database }) {
    const found = await read(databaseOf(projectId, database));
    if (!found) return [];
    return [
      found.type === 'FIRESTORE_NATIVE'
        ? ok(`the database ${database} is in Native mode`)
        : wrong(`the database ${database} is in ${found.type === 'DATASTORE_MODE' ? 'Datastore mode' : found.type}`),
    ];
  },
};
