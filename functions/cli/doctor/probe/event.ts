import type { FileRecord } from '../../../src/journal/journal.ts';
import { gsUrl } from '../../../src/model/places.ts';
import { type Finding, ok, wrong } from '../model/check.ts';
import { type Probe, type Stage, since } from './stage.ts';

/** Far longer than Eventarc takes where all is well, and an instance to start. */
const EVENT_MS = 120_000;
/** For the time that a look at the rules takes. */
const GRACE_MS = 15_000;
/** Between a file that came before its rule was known, and the next. */
const AGAIN_MS = 5_000;

export const event: Stage = {
  id: 'probe:event',
  right: 'The event of the file reaches bqTail, which takes the file by the rule.',
  todo: ({ projectId, prefix, configBucket }) =>
    `Look at the checks tailTrigger, deliveries, storageAgent and paramsInForce, and at what bqTail logs (npx firebase functions:log --only ${prefix}bqTail --project ${projectId}); its rules come from gs://${configBucket}/rules/.`,
  async run(probe) {
    const { file } = probe.plan;
    const { rulesCheckSec } = probe.deps.settings;
    const written = probe.deps.clock.now();
    const mayBeUnseen = written.getTime() + rulesCheckSec * 1000 + GRACE_MS;
    for (;;) {
      const { taken, uploaded } = await upload(probe);
      // An instance looks for new rules every so often; until then it knows no rule for the file.
      if (taken?.status !== 'unmatched' || probe.deps.clock.now().getTime() >= mayBeUnseen) {
        return findingOf(taken, { url: gsUrl(file.bucket, file.name), time: since(uploaded, probe.deps) });
      }
      await probe.deps.clock.sleep(AGAIN_MS);
    }
  },
};

/** Writes a version of the file, and waits for bqTail to have seen that one. */
async function upload({ plan: { file }, deps, waitFor }: Probe): Promise<{ taken?: FileRecord; uploaded: Date }> {
  const { objects, journal, clock } = deps;
  const uploaded = clock.now();
  const known = new Set((await journal.versions(file)).map(({ generation }) => generation));
  await objects.write(file, { content: file.text, contentType: 'application/json' });
  const taken = await waitFor(
    async () => (await journal.versions(file)).find(({ generation }) => !known.has(generation)),
    EVENT_MS,
  );
  return { uploaded, ...(taken ? { taken } : {}) };
}

function findingOf(taken: FileRecord | undefined, { url, time }: { url: string; time: string }): Finding {
  if (taken === undefined) return wrong(`Firestore has no entry for ${url}, written ${time} ago: its event never came`);
  if (taken.process !== undefined) return ok(`bqTail has taken ${url} in ${time}`);
  if (taken.status === 'unmatched') return wrong(`the event of ${url} came, and bqTail knows no rule for it`);
  return wrong(`the event of ${url} came, and the file is ${taken.status}${taken.error ? `: ${taken.error}` : ''}`);
}
