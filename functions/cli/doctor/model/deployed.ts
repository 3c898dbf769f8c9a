import { CannotLook } from '../../cloud/cannotLook.ts';
import { type DeployedFunction, functionsOf } from '../../cloud/functionResources.ts';
import type { World } from './world.ts';

const NONE = { functions: [], unreachable: [] };

/** What a deployment consists of. */
export const FUNCTIONS = ['bqTail', 'bqDispatch', 'bqTick', 'bqReplay', 'bqMonitor'] as const;

/** The same in a sentence: `a, b and c`. */
export const FUNCTIONS_IN_WORDS = new Intl.ListFormat('en-GB').format(FUNCTIONS);

export type FunctionId = (typeof FUNCTIONS)[number];

/** What a function is called in this deployment. */
export const deployedName = ({ prefix }: Pick<World, 'prefix'>, id: FunctionId): string => prefix + id;

/** One of the deployment's functions, in its region; undefined where it is not deployed. */
export async function deployedFunction(world: World, id: FunctionId): Promise<DeployedFunction | undefined> {
  const { functions, unreachable } = (await world.read(functionsOf(world.projectId))) ?? NONE;
  // Locations are names of their own, or end the name of one: projects/‹project›/locations/‹region›.
  if (unreachable.some((location) => location.split('/').at(-1) === world.region)) {
    throw new CannotLook(`Cloud Functions does not answer for ${world.region} now: ask again later`);
  }
  const name = `projects/${world.projectId}/locations/${world.region}/functions/${deployedName(world, id)}`;
  return functions.find((one) => one.name === name);
}

/** Those of the deployment's functions that are deployed. */
export async function deployedFunctions(world: World): Promise<{ name: string; deployed: DeployedFunction }[]> {
  const found = await Promise.all(
    FUNCTIONS.map(async (id) => ({ name: deployedName(world, id), deployed: await deployedFunction(world, id) })),
  );
  return found.flatMap(({ name, deployed }) => (deployed ? [{ name, deployed }] : []));
}

/** The account that the functions run as; undefined before the CLI has made it. */
export async function accountOf(world: World): Promise<string | undefined> {
  return world.serviceAccount ?? (await deployedFunction(world, 'bqTail'))?.serviceConfig.serviceAccountEmail;
}
