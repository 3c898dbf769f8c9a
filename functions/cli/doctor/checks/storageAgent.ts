import { membersWith } from '../../cloud/policy.ts';
import { projectPolicy } from '../../cloud/projectResources.ts';
import { storageAgent as agentOf } from '../../cloud/storageResources.ts';
import { type Check, ok, wrong } from '../model/check.ts';

const PUBLISHING = [
  'roles/pubsub.publisher',
  'roles/pubsub.editor',
  'roles/pubsub.admin',
  'roles/editor',
  'roles/owner',
];

export const storageAgent: Check = {
  id: 'storageAgent',
  right: 'Cloud Storage may publish the events of the trigger bucket.',
  todo: ({ projectId }) =>
    `Grant it: gcloud projects add-iam-policy-binding ${projectId} --member serviceAccount:ACCOUNT --role roles/pubsub.publisher.`,
  async look({ read, projectId }) {
    const [agent, policy] = await Promise.all([read(agentOf(projectId)), read(projectPolicy(projectId))]);
    if (!agent || !policy) return [];
    const may = membersWith(policy, (role) => PUBLISHING.includes(role)).includes(
      `serviceAccount:${agent.email_address}`,
    );
    return [
      may
        ? ok(`${agent.email_address} may publish events`)
        : wrong(`${agent.email_address}, the account of Cloud Storage, does not have roles/pubsub.publisher`),
    ];
  },
};
