import { messageOf } from '../common/messageOf.ts';
import type { Deps } from '../deps/deps.ts';
import type { SentDigest } from '../model/dispatchRun.ts';
import { assess } from '../monitor/assess.ts';
import { observe } from '../monitor/observe.ts';
import { type Digest, digestsOf } from './digest.ts';
import { sendDigest } from './sendDigest.ts';
import { type Target, targetOf } from './target.ts';

/** How often somebody looks, in milliseconds: some ten documents where all is well, and as many more as there is trouble. */
const LOOK_MS = 5 * 60_000;

/** After so long no further digest is sent, in milliseconds: a run of dispatch has minutes, and other work; the next look goes on. */
const SEND_MS = 30_000;

/** What the history has of the day is not asked for: it would cost more than all the rest. */
const NO_HISTORY = async (): Promise<undefined> => undefined;

/**
 * Looks at the deployment as the monitor does, and tells operators what has changed. Answers what was told. Where it dies in
 * between, the same is told once more, five minutes later.
 */
export async function tellOperators(deps: Deps): Promise<SentDigest[]> {
  const { told: store, settings, clock } = deps;
  const now = clock.now();
  const before = await store.take(now, LOOK_MS);
  if (before === undefined) return [];
  // Whoever looks is dispatch: it runs.
  const { problems } = assess({ ...(await observe(deps, NO_HISTORY)), lastSweep: now });
  const { digests, told } = digestsOf(problems, before, now);
  const target = targetOf(settings.notify);
  const sent: SentDigest[] = [];
  const until = clock.now().getTime() + SEND_MS;
  for (const digest of digests) {
    const isLate = clock.now().getTime() > until;
    sent.push(isLate ? { ...briefly(digest), trouble: LATE } : await send(digest, { target, at: now }, deps));
  }
  // What could not be sent is tried again with the next look.
  const failed = new Set(sent.filter(({ trouble }) => trouble !== undefined).map(({ subject }) => subject));
  const kept = told.filter(({ subject }) => !failed.has(subject));
  await store.keep([...kept, ...before.filter(({ subject }) => failed.has(subject))]);
  return sent;
}

const LATE = 'those before it took too long';

interface Sending {
  target: Target | undefined;
  at: Date;
}

const briefly = ({ subject, news, recovered }: Digest): SentDigest => ({
  subject,
  news: news.map(({ kind, status, sentence, count }) => ({ kind, status, sentence, count })),
  recovered: recovered.map(({ kind, sentence }) => ({ kind, sentence })),
});

async function send(digest: Digest, { target, at }: Sending, deps: Deps): Promise<SentDigest> {
  const told = briefly(digest);
  const { notify, loopback } = deps.settings;
  // The local world has no Secret Manager, and sends nobody messages.
  const isLocal = loopback !== undefined && target?.kind === 'slack';
  if (target === undefined || isLocal) return { ...told, ...(isLocal ? { wouldGoTo: notify } : {}) };
  try {
    await sendDigest(digest, { target, key: `${at.getTime()} ${digest.subject}` }, deps);
    return told;
  } catch (error) {
    return { ...told, trouble: messageOf(error) };
  }
}
