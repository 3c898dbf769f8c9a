import { triggerNamed } from '../../cloud/functionResources.ts';
import { type Check, type Finding, ok, wrong } from '../model/check.ts';
import { deployedFunctions } from '../model/deployed.ts';

export const deliveries: Check = {
  id: 'deliveries',
  right: 'The Eventarc triggers of bqTail and bqDispatch exist, and nothing keeps their events from coming.',
  todo: ({ projectId }) =>
    `Deploy the functions again (npx firebase deploy --only functions --project ${projectId}); if only the condition remains, do what it says.`,
  async look(world) {
    const findings = (await deployedFunctions(world)).map(async ({ name: called, deployed }): Promise<Finding[]> => {
      const name = deployed.eventTrigger?.trigger;
      if (name === undefined) return [];
      const found = await world.read(triggerNamed(name));
      if (!found) return [wrong(`the Eventarc trigger of ${called} is missing`)];
      const hindrances = Object.entries(found.conditions);
      return hindrances.length === 0
        ? [ok(`the Eventarc trigger of ${called} works`)]
        : hindrances.map(([what, { message }]) =>
            wrong(`the Eventarc trigger of ${called}: ${what}, ${message ?? ''}`),
          );
    });
    return (await Promise.all(findings)).flat();
  },
};
