import { waitUntil } from '../../../emulators/world/waitUntil.ts';
import { sweep } from '../../../functions/src/dispatch/sweep.ts';
import { BATCH } from '../../../functions/src/model/places.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { TailAnswer } from '../../../functions/src/model/tailAnswer.ts';
import { logTail } from '../../../functions/src/runtime/log.ts';
import { readTasks } from '../../../functions/src/task/readTasks.ts';
import { createOwnWorld, type OwnWorld } from '../../flow/ownWorld.ts';
import { sampleTable } from '../sampleTable.ts';
import { uploadFiles } from '../uploadFiles.ts';
import type { Meter } from './meter.ts';
import { difference, type Usage } from './usage.ts';

/** One step on the way of a file, and what it used. */
export interface Phase {
  phase: string;
  usage: Usage;
}

/** Buckets of its own on the emulators, with a meter at all that the real code does there. */
export interface MeteredWorld {
  own: OwnWorld;
  upload(count: number): Promise<SourceFile[]>;
  /** Hands the event of a file to tail. */
  deliver(file: SourceFile): Promise<Usage>;
  /** Everything that follows, until nothing is in flight. Of a sweep only what one with nothing in flight would not use. */
  settle(): Promise<Phase[]>;
}

/** Message IDs of Pub/Sub are about so long. */
const PLATFORM_EVENT_ID = '12345678901234567';
const JOBS_TIMEOUT_MS = 60_000;

let folders = 0;

export async function createMeteredWorld(rules: string, meter: Meter): Promise<MeteredWorld> {
  const own = await createOwnWorld({ rules, metadata: sampleTable });
  const { deps } = own;

  const deliver: MeteredWorld['deliver'] = async (file) => {
    const usage = await meter.measure(async () => {
      const started = new Date();
      const log = (answer: TailAnswer): void => {
        const facts = { file, platformEventId: PLATFORM_EVENT_ID, started, ended: new Date() };
        meter.log(() => logTail(answer, facts));
      };
      log(await own.deliver(file, deps, log));
    });
    return { ...usage, invocations: 1, notifications: 1 };
  };

  // The time of dispatch is counted by the clock.
  const sweepOnce = async (): Promise<Usage> => ({
    ...(await meter.measure(async () => void (await sweep(await readTasks(deps.tasks), deps)))),
    ...{ cpuMs: 0, wallMs: 0 },
  });

  const areJobsDone = async (): Promise<boolean> => {
    const { jobs } = await readTasks(deps.tasks);
    const states = await Promise.all(jobs.map(({ job }) => deps.warehouse.job(job)));
    return states.every((state) => state?.state === 'DONE');
  };

  const inVain = await sweepOnce();
  return {
    own,
    deliver,
    async upload(count) {
      const folder = `data/orders/2026/01/31/${folders++}`;
      const objects = await uploadFiles(deps.settings.triggerBucket, folder, count);
      return objects.map(({ bucket, name, generation, size, timeCreated }) => ({
        ...{ bucket, name, generation },
        size: Number(size),
        created: timeCreated,
      }));
    },
    async settle() {
      const phases: Phase[] = [];
      while ((await own.look()).isBusy) {
        await waitUntil(areJobsDone, { what: 'the jobs in flight', timeoutMs: JOBS_TIMEOUT_MS });
        phases.push({ phase: 'dispatch', usage: difference(await sweepOnce(), inVain) });
        for (const file of await own.followUps()) {
          const phase = file.name.startsWith(BATCH) ? 'closing' : 'follow-up';
          phases.push({ phase, usage: await deliver(file) });
        }
      }
      return phases;
    },
  };
}
