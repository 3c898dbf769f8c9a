import { functionsOf } from '../../cloud/functionResources.ts';
import { type Check, faultsOr, wrong } from '../model/check.ts';

export const opsListeners: Check = {
  id: 'opsListeners',
  right: 'No function listens to the ops bucket, where each file in flight is several objects.',
  todo: () => 'Let that function listen to another bucket, or give OPS_BUCKET one of its own.',
  async look({ read, projectId, opsBucket }) {
    const { functions } = (await read(functionsOf(projectId))) ?? { functions: [] };
    const listening = functions.filter(({ eventTrigger }) =>
      eventTrigger?.eventFilters.some(({ attribute, value }) => attribute === 'bucket' && value === opsBucket),
    );
    return faultsOr(
      listening.map(({ name }) => wrong(`${name.split('/').at(-1)} listens to gs://${opsBucket}`)),
      `no function listens to gs://${opsBucket}`,
    );
  },
};
