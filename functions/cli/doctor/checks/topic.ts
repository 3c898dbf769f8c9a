import { topicOf } from '../../cloud/functionResources.ts';
import { type Check, ok, wrong } from '../model/check.ts';

export const topic: Check = {
  id: 'topic',
  right: 'The topic that starts bqDispatch exists.',
  todo: ({ projectId }) =>
    `Deploy the functions, which makes it: npx firebase deploy --only functions --project ${projectId}.`,
  isLocal: true,
  async look(world) {
    const found = await world.read(topicOf(world.projectId, world.topic));
    return [found ? ok(`the topic ${world.topic} exists`) : wrong(`there is no topic ${world.topic}`)];
  },
};
