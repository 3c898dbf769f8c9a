import { scheduleOf } from '../../cloud/functionResources.ts';
import { type Check, ok, wrong } from '../model/check.ts';
import { deployedName } from '../model/deployed.ts';

export const schedule: Check = {
  id: 'schedule',
  right: 'The Cloud Scheduler job of bqTick is enabled: without it async follow-ups and batches wait for ever.',
  todo: ({ projectId, prefix, region }) =>
    `Resume it (gcloud scheduler jobs resume firebase-schedule-${deployedName({ prefix }, 'bqTick')}-${region} --location ${region} --project ${projectId}), or deploy the functions, which makes it.`,
  async look({ read, projectId, prefix, region }) {
    const job = await read(scheduleOf(projectId, region, deployedName({ prefix }, 'bqTick')));
    if (!job) return [wrong(`there is no Cloud Scheduler job of bqTick in ${region}`)];
    return [
      job.state === 'ENABLED'
        ? ok(`bqTick is due ${job.schedule}`)
        : wrong(`the Cloud Scheduler job of bqTick is in state ${job.state}`),
    ];
  },
};
