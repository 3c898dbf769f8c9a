import { servicePolicy } from '../../cloud/functionResources.ts';
import { isPublic, membersWith } from '../../cloud/policy.ts';
import { type Check, type Finding, faultsOr, wrong } from '../model/check.ts';
import { deployedFunctions } from '../model/deployed.ts';

export const publicFunctions: Check = {
  id: 'publicFunctions',
  right: 'Only accounts that may invoke them reach the functions: anybody else could forge events.',
  todo: ({ projectId, region }) =>
    `Take roles/run.invoker from allUsers: gcloud run services remove-iam-policy-binding NAME --region ${region} --project ${projectId} --member MEMBER --role roles/run.invoker.`,
  async look(world) {
    const findings = (await deployedFunctions(world)).map(async ({ name, deployed }): Promise<Finding[]> => {
      const { service } = deployed.serviceConfig;
      const policy = service === undefined ? undefined : await world.read(servicePolicy(service));
      const open = policy ? membersWith(policy, () => true).filter(isPublic) : [];
      return open.length > 0 ? [wrong(`${name} may be invoked by ${open.join(' and ')}`)] : [];
    });
    return faultsOr((await Promise.all(findings)).flat(), 'no function is public');
  },
};
