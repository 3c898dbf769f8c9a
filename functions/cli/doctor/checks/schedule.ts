import { scheduleOf } from '../../cloud/functionResources.ts';
import { type Check, ok, wrong } from '../model/check.ts';

export const schedule: Check = {
  id: 'schedule',
  right: 'The Cloud Scheduler job of bqTick is enabled: without it async follow-ups and batches wait for ever.',
  todo: ({ projectId, region }) =>
    `Resume it (gcloud scheduler jobs resume firebase-schedule-bqTick-${region} --location ${region} --project ${projectId}), or deploy the functions, which makes it.`,
  async look({ read, projectId, region }) {
    const job = await read(scheduleOf(projectId, region, 'bqTick'));
    if (!job) return [wrong(`there is no Cloud Scheduler job of bqTick in ${region}`)];
    return [
      job.state === 'ENABLED'
        ? ok(`bqTick is due ${job.schedule}`)
        : wrong(`the Cloud Scheduler job of bqTick is in state ${job.state}`),
    ];
  },
};
