import { APIS } from '../../../src/runtime/needs.ts';
import { servicesOf } from '../../cloud/projectResources.ts';
import { type Check, faultsOr, wrong } from '../model/check.ts';

const NAMES = Object.keys(APIS).map((api) => `${api}.googleapis.com`);

export const apis: Check = {
  id: 'apis',
  right: 'Each API that the functions need is enabled.',
  todo: ({ projectId }) => `Enable them: gcloud services enable ${NAMES.join(' ')} --project ${projectId}.`,
  async look(world) {
    const answer = await world.read(servicesOf(world.projectId, NAMES));
    const enabled = new Set(
      answer?.services.filter(({ state }) => state === 'ENABLED').map(({ name }) => name.split('/').at(-1)),
    );
    const faults = Object.entries(APIS)
      .filter(([api]) => !enabled.has(`${api}.googleapis.com`))
      .map(([api, why]) => wrong(`${api}.googleapis.com, which ${why}, is not enabled`));
    return faultsOr(faults, `${NAMES.length} APIs are enabled`);
  },
};
