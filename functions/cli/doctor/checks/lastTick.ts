import { scheduleOf } from '../../cloud/functionResources.ts';
import { type Check, type Finding, ok, wrong } from '../model/check.ts';
import { deployedName } from '../model/deployed.ts';

/** Some ticks of one a minute, and the delays of the scheduler. */
const LATE_MS = 5 * 60_000;

export const lastTick: Check = {
  id: 'lastTick',
  right: 'bqTick ran in the last minutes, and went well.',
  todo: ({ projectId, prefix }) =>
    `Read why in its log: npx firebase functions:log --only ${deployedName({ prefix }, 'bqTick')} --project ${projectId}; its account needs run.invoker.`,
  async look({ read, projectId, prefix, region, now }) {
    const job = await read(scheduleOf(projectId, region, deployedName({ prefix }, 'bqTick')));
    if (job?.state !== 'ENABLED') return [];
    return [tickOf(job, now())];
  },
};

interface Attempt {
  lastAttemptTime?: string | undefined;
  status?: { code?: number | undefined; message?: string | undefined } | undefined;
}

function tickOf({ lastAttemptTime, status }: Attempt, now: Date): Finding {
  if (lastAttemptTime === undefined) return wrong('bqTick has never run');
  const when = `the last run of bqTick, at ${lastAttemptTime},`;
  if (status?.code)
    return wrong(`${when} failed with code ${status.code}${status.message ? `: ${status.message}` : ''}`);
  const agoMs = now.getTime() - Date.parse(lastAttemptTime);
  return agoMs > LATE_MS ? wrong(`${when} is ${Math.round(agoMs / 60_000)} minutes ago`) : ok(`${when} went well`);
}
