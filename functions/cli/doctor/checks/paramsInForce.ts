import { PARAMS } from '../../../src/runtime/params.ts';
import { type Check, faultsOr, warning } from '../model/check.ts';
import { deployedFunction } from '../model/deployed.ts';

export const paramsInForce: Check = {
  id: 'paramsInForce',
  right: 'The functions were deployed with the params that the env files give now.',
  todo: ({ projectId }) => `Deploy the functions again: npx firebase deploy --only functions --project ${projectId}.`,
  async look(world) {
    const deployed = (await deployedFunction(world, 'bqTail'))?.serviceConfig.environmentVariables;
    if (!deployed) return [];
    const changed = Object.keys(PARAMS).filter(
      (name) => world.written[name] !== undefined && name in deployed && deployed[name] !== world.written[name],
    );
    return faultsOr(
      changed.map((name) =>
        warning(`bqTail has ${name} ${deployed[name]}, and the env file says ${world.written[name]}`),
      ),
      'bqTail has the params of the env files',
    );
  },
};
