import type { Deps } from '../../../functions/src/deps/deps.ts';
import type { Settings } from '../../../functions/src/deps/settings.ts';
import { dispatch } from '../../../functions/src/dispatch/dispatch.ts';
import type { DispatchRun } from '../../../functions/src/model/dispatchRun.ts';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { TailAnswer } from '../../../functions/src/model/tailAnswer.ts';
import { sourceFileOf } from '../../../functions/src/storage/sourceFileOf.ts';
import { tail } from '../../../functions/src/tail/tail.ts';
import { type MemoryCloud, memoryCloud, OPS, TRIGGER } from '../../support/cloud/memoryCloud.ts';
import type { Request } from '../../support/cloud/send.ts';

const MINUTE_MS = 60_000;
const TIMEOUT_MS = 540_000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 600_000;
const LATENCY_MS = 20;

/**
 * What becomes of a request: refused with an error, carried out with its answer lost, sent so many milliseconds late, or never
 * sent, since the invocation dies: nothing of it happens from then on.
 */
export type Mishap = { refused: Error } | { lost: Error } | { lateMs: number } | 'dies';

export interface LiveWorld {
  cloud: MemoryCloud;
  /** Decides what becomes of each request to a service; nothing goes wrong at first. */
  trouble: (request: Request) => Mishap | undefined;
  /** Whether the event of a file comes at all; every event does at first. */
  comes: (file: SourceFile) => boolean;
  /** The answers of tail, in order. */
  answers: TailAnswer[];
  /** What tail rejected with. */
  rejections: unknown[];
  runs: DispatchRun[];
  /** What dispatch rejected with. */
  failedRuns: unknown[];
  /** Lets so many minutes pass. */
  pass(minutes: number): Promise<void>;
  /** The journal's entry of the process that a file began. */
  process(file: SourceFile): Readonly<Record<string, unknown>>;
  /** The ledger's entry of a file. */
  entry(file: SourceFile): Readonly<Record<string, unknown>> | undefined;
  /** The event ID of a file. */
  eventId(file: SourceFile): string;
  /** The values of `id` in a table, in order. */
  ids(table: string): string[];
  /** The objects of a bucket that are no rules. */
  objects(bucket: 'landing' | 'ops', prefix?: string): string[];
  /** How many follow-ups of tail there were, its first invocation for each file included. */
  invocations(): number;
}

interface Options {
  /** A rule file. */
  rules: string;
  tables?: readonly string[];
  settings?: Partial<Settings>;
  /** How often dispatch runs, in milliseconds. */
  tickMs?: number;
}

/**
 * A deployment on services in memory, on virtual time: events are delivered a moment after the object was written, again, after
 * longer and longer, where tail rejects; dispatch runs each minute, by default. Each request takes 20 ms.
 */
export function liveWorld({ rules, tables = ['shop.orders'], settings, tickMs = MINUTE_MS }: Options): LiveWorld {
  const cloud = memoryCloud({ rules, settings: { dispatchBudgetSec: 0, rulesCheckSec: 0, ...settings } });
  for (const table of tables) cloud.createTable(table);
  const { clock, storage, firestore } = cloud;
  /** What an invocation has for itself. */
  function newDeps(): Deps {
    let isDead = false;
    return cloud.deps({
      send: async (request, effect) => {
        const mishap = world.trouble(request);
        isDead ||= mishap === 'dies';
        if (isDead) return new Promise(() => undefined);
        const late = typeof mishap === 'object' && 'lateMs' in mishap ? mishap.lateMs : 0;
        await clock.sleep(LATENCY_MS + late);
        if (typeof mishap === 'object' && 'refused' in mishap) throw mishap.refused;
        const answer = await effect();
        if (typeof mishap === 'object' && 'lost' in mishap) throw mishap.lost;
        return answer;
      },
    });
  }
  let invocations = 0;

  async function deliver(file: SourceFile, failures = 0): Promise<void> {
    const deadline = new Date(clock.time() + TIMEOUT_MS);
    const waitUntil = new Date(deadline.getTime() - MINUTE_MS);
    try {
      const tell = (answer: TailAnswer): void => void world.answers.push(answer);
      world.answers.push(await tail({ id: `i${++invocations}`, file, deadline, waitUntil, tell }, newDeps()));
    } catch (error) {
      world.rejections.push(error);
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
      clock.after(pause, () => void deliver(file, failures + 1));
    }
  }

  storage.watch(({ kind, object }) => {
    if (kind !== 'finalized' || object.bucket !== TRIGGER) return;
    const file = sourceFileOf(object);
    if (world.comes(file)) clock.after(LATENCY_MS, () => void deliver(file));
  });
  clock.every(tickMs, () => {
    dispatch(newDeps()).then(
      (run) => void world.runs.push(run),
      (error: unknown) => void world.failedRuns.push(error),
    );
  });

  const fields = (path: string) => firestore.documents.get(path)?.fields;
  const world: LiveWorld = {
    cloud,
    trouble: () => undefined,
    comes: () => true,
    ...{ answers: [], rejections: [], runs: [], failedRuns: [] },
    pass: (minutes) => clock.passUntil(clock.time() + minutes * MINUTE_MS),
    process(file) {
      const entry = fields(`files/${eventIdOf(file)}`);
      const window = entry?.['window'] ? fields(`windows/${entry['window']}`) : undefined;
      const found = fields(`journal/${window?.['owner'] ?? eventIdOf(file)}`);
      if (found === undefined) throw new Error(`${file.name} has no process`);
      return found;
    },
    entry: (file) => fields(`files/${eventIdOf(file)}`),
    eventId: (file) => eventIdOf(file),
    ids: (table) =>
      cloud
        .rows(table)
        .map(({ id }) => String(id))
        .sort(),
    objects: (bucket, prefix = '') =>
      storage
        .list(bucket === 'ops' ? OPS : TRIGGER, { prefix })
        .objects.map(({ name }) => name)
        .filter((name) => !name.startsWith('rules/')),
    invocations: () => invocations,
  };
  return world;
}

/** Lines of newline-delimited JSON with these ids. */
export const lines = (...ids: string[]): string => ids.map((id) => `${JSON.stringify({ id })}\n`).join('');
