import { gsUrl } from '../../../src/model/places.ts';
import { ok, wrong } from '../model/check.ts';
import { processOf } from './processOf.ts';
import { type Stage, since } from './stage.ts';

/** Some ticks of one a minute, with an event after each. */
const FOLLOW_UP_MS = 240_000;

export const followUp: Stage = {
  id: 'probe:followUp',
  right: 'Dispatch sees that the job is done, and bqTail runs the rule’s actions: it deletes the file.',
  todo: ({ projectId, prefix }) =>
    `Look at the checks schedule, lastTick and dispatchTrigger, and at what bqDispatch logs (npx firebase functions:log --only ${prefix}bqDispatch --project ${projectId}).`,
  async run(probe) {
    const { file } = probe.plan;
    const start = probe.deps.clock.now();
    const ended = await probe.waitFor(async () => {
      const process = await processOf(probe);
      return process && process.status !== 'running' ? process : undefined;
    }, FOLLOW_UP_MS);
    const time = since(start, probe.deps);
    if (ended === undefined) return wrong(`the load job is done, and bqtail has not followed it up for ${time}`);
    const { status, error } = ended;
    if (status !== 'done') return wrong(`the process ended as ${status}${error ? `: ${error.message}` : ''}`);
    const url = gsUrl(file.bucket, file.name);
    if (await probe.deps.objects.stat(file)) return wrong(`the process is done, and ${url} is still there`);
    return ok(`the process was done and ${url} deleted ${time} after the job`);
  },
};
