import type { DeploymentPlan } from './planDeployment.ts';

/** The plan for people: what hinders, or each command with its reason. */
export function planText({ hindrances, steps }: DeploymentPlan): string {
  if (hindrances.length > 0) {
    return [
      'Nothing is deployed. Mend this first:',
      ...hindrances.flatMap(({ check, found, todo }) => [
        `  ${check}: ${found}`,
        ...(todo === undefined ? [] : [`    to do: ${todo}`]),
      ]),
    ].join('\n');
  }
  return steps.map(({ why, args }, index) => `${index + 1}. firebase ${args.join(' ')}\n   ${why}`).join('\n');
}
