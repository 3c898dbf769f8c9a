import { APIS } from '../../../src/runtime/needs.ts';
import { servicesOf } from '../../cloud/projectResources.ts';
import { type Check, faultsOr, wrong } from '../model/check.ts';

export const apis: Check = {
  id: 'apis',
  right: 'Each API that the functions need is enabled.',
  todo: ({ projectId }) => `Enable it: gcloud services enable NAME.googleapis.com --project ${projectId}.`,
  async look(world) {
    const names = Object.keys(APIS).map((api) => `${api}.googleapis.com`);
    const answer = await world.read(servicesOf(world.projectId, names));
    const enabled = new Set(
      answer?.services.filter(({ state }) => state === 'ENABLED').map(({ name }) => name.split('/').at(-1)),
    );
    const faults = Object.entries(APIS)
      .filter(([api]) => !enabled.has(`${api}.googleapis.com`))
      .map(([api, why]) => wrong(`${api}.googleapis.com, which ${why}, is not enabled`));
    return faultsOr(faults, `${names.length} APIs are enabled`);
  },
};
