import { databaseOf } from '../../cloud/dataResources.ts';
import { databaseRegions } from '../../cloud/locations.ts';
import { type Check, ok, warning } from '../model/check.ts';

export const databaseLocation: Check = {
  id: 'databaseLocation',
  right: 'The Firestore database is in the region of the functions, because they wait for it several times a file.',
  todo: () =>
    'Make a database in the region of the functions, and give it to DATABASE: the location of a database cannot be changed.',
  async look({ read, projectId, database, region }) {
    const found = await read(databaseOf(projectId, database));
    if (!found) return [];
    const where = `the database ${database} is in ${found.locationId}, the functions in ${region}`;
    return [databaseRegions(found.locationId).includes(region) ? ok(where) : warning(where)];
  },
};
