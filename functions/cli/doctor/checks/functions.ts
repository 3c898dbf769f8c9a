import { type Check, ok, wrong } from '../model/check.ts';
import { deployedFunction, deployedName, FUNCTIONS, FUNCTIONS_IN_WORDS } from '../model/deployed.ts';

export const functions: Check = {
  id: 'functions',
  right: `${FUNCTIONS_IN_WORDS} are deployed in REGION and active.`,
  todo: ({ projectId }) =>
    `Deploy them: npx firebase deploy --only functions --project ${projectId}; its output, and the build's log, say what failed.`,
  look: (world) =>
    Promise.all(
      FUNCTIONS.map(async (id) => {
        const name = deployedName(world, id);
        const found = await deployedFunction(world, id);
        if (!found) return wrong(`${name} is not deployed in ${world.region}`);
        if (found.state === 'ACTIVE') return ok(`${name} is active in ${world.region}`);
        const said = found.stateMessages.flatMap(({ message }) => message ?? []).join('; ');
        return wrong(`${name} is in state ${found.state}${said && `: ${said}`}`);
      }),
    ),
};
