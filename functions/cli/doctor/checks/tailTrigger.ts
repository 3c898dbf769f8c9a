import { type Check, faultsOr, wrong } from '../model/check.ts';
import { deployedFunction } from '../model/deployed.ts';

const FINALIZED = 'google.cloud.storage.object.v1.finalized';

export const tailTrigger: Check = {
  id: 'tailTrigger',
  right: 'bqTail listens to the trigger bucket for finished objects, and failed events are delivered again.',
  todo: ({ projectId }) => `Deploy the functions again: npx firebase deploy --only functions --project ${projectId}.`,
  async look(world) {
    const trigger = (await deployedFunction(world, 'bqTail'))?.eventTrigger;
    if (!trigger) return [];
    const bucket = trigger.eventFilters.find(({ attribute }) => attribute === 'bucket')?.value;
    const faults = [
      ...(bucket === world.triggerBucket
        ? []
        : [`bqTail listens to gs://${bucket}, and TRIGGER_BUCKET is ${world.triggerBucket}`]),
      ...(trigger.eventType === FINALIZED ? [] : [`bqTail listens for ${trigger.eventType}, not for ${FINALIZED}`]),
      ...(trigger.retryPolicy === 'RETRY_POLICY_RETRY' ? [] : ['events that bqTail fails are not delivered again']),
    ];
    return faultsOr(faults.map(wrong), `bqTail listens to gs://${bucket}`);
  },
};
