import { type Check, ok, wrong } from '../model/check.ts';
import { deployedFunction } from '../model/deployed.ts';

export const dispatchTrigger: Check = {
  id: 'dispatchTrigger',
  right: 'bqDispatch runs on the messages of TOPIC, where bqTick publishes.',
  todo: ({ projectId }) => `Deploy the functions again: npx firebase deploy --only functions --project ${projectId}.`,
  async look(world) {
    const found = await deployedFunction(world, 'bqDispatch');
    if (!found) return [];
    const topic = found.eventTrigger?.pubsubTopic?.split('/').at(-1);
    return [
      topic === world.topic
        ? ok(`bqDispatch runs on ${topic}`)
        : wrong(`bqDispatch runs on ${topic ?? 'no topic'}, and TOPIC is ${world.topic}`),
    ];
  },
};
