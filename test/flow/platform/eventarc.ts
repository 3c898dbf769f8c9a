import { Agent } from 'node:http';
import pLimit from 'p-limit';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { Random } from '../../support/cloud/random.ts';
import { type CloudEvent, postEvent } from './postEvent.ts';
import type { FunctionInstance } from './startFunction.ts';

/** Requests that Cloud Run gives an instance at once: the default of CONCURRENCY. */
const CONCURRENCY = 80;

/** What may become of a delivery, beside an answer. Shares of 1. */
const DOUBLED = 0.1;
const ANSWER_LOST = 0.05;
const CUT = 0.05;
/** Connections are cut after up to so long. The code behind them goes on. */
const CUT_WITHIN_MS = 300;

export interface Deliveries {
  /** HTTP statuses of all deliveries by how often; `lost` where the platform saw no answer. */
  answers: Map<number | 'lost', number>;
}

export interface Eventarc {
  /**
   * Delivers the events of object versions until each was answered with success: at least once, in no order, copies with IDs of
   * their own. What failed is delivered again with all else that failed, at once.
   * @param onRound called with the statuses of each round of deliveries.
   */
  deliver(files: readonly SourceFile[], onRound?: (round: Deliveries) => void): Promise<void>;
  /**
   * Delivers each event once, and hears no answer within the deadline, as in an outage: the events stay to be delivered, and the
   * code behind the requests goes on.
   */
  deliverInVain(files: readonly SourceFile[], deadlineMs: number): Promise<void>;
  /** One delivery; answers its HTTP status. */
  deliverOnce(file: SourceFile): Promise<number>;
  close(): void;
}

/** Plays Cloud Storage's events by way of Eventarc and Pub/Sub, for one instance. */
export function createEventarc(instance: FunctionInstance, random: Random): Eventarc {
  const { memory } = instance;
  // Without connections that stay open: the instance closes an idle one, which would break the delivery that takes it.
  const agent = new Agent({ keepAlive: false, maxSockets: CONCURRENCY });
  const limit = pLimit(CONCURRENCY);

  const post = (file: SourceFile, signal?: AbortSignal): Promise<number> =>
    postEvent(instance, finalized(file), { agent, ...(signal ? { signal } : {}) });

  const attempt = async (file: SourceFile): Promise<number | 'lost'> => {
    const fate = random.next();
    if (fate < CUT) return post(file, AbortSignal.timeout(random.between(1, CUT_WITHIN_MS))).catch(() => 'lost');
    const status = await post(file);
    return fate < CUT + ANSWER_LOST ? 'lost' : status;
  };

  return {
    async deliver(files, onRound) {
      let waiting = [...files, ...files.filter(() => random.chance(DOUBLED))];
      while (waiting.length > 0) {
        const round: Deliveries = { answers: new Map() };
        const again = await Promise.all(
          shuffled(waiting, random).map((file) =>
            limit(async () => {
              const answer = await attempt(file);
              round.answers.set(answer, (round.answers.get(answer) ?? 0) + 1);
              return isSuccess(answer) ? [] : [file];
            }),
          ),
        );
        memory.look();
        onRound?.(round);
        waiting = again.flat();
      }
    },
    async deliverInVain(files, deadlineMs) {
      const outcomes = await Promise.allSettled(
        files.map((file) => limit(() => post(file, AbortSignal.timeout(deadlineMs)))),
      );
      memory.look();
      const answered = outcomes.filter(({ status }) => status === 'fulfilled').length;
      if (answered > 0) throw new Error(`${answered} of ${files.length} deliveries were answered: this is no outage`);
    },
    deliverOnce: (file) => post(file),
    close: () => agent.destroy(),
  };
}

const isSuccess = (answer: number | 'lost'): boolean => answer !== 'lost' && answer >= 200 && answer < 300;

const shuffled = <T>(items: readonly T[], random: Random): T[] =>
  items
    .map((item) => ({ item, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

const finalized = (file: SourceFile): CloudEvent => ({
  type: 'google.cloud.storage.object.v1.finalized',
  source: `//storage.googleapis.com/projects/_/buckets/${file.bucket}`,
  subject: `objects/${file.name}`,
  time: file.created,
  extensions: { bucket: file.bucket },
  data: objectOf(file),
});

const objectOf = ({ bucket, name, generation, size, created }: SourceFile): object => ({
  kind: 'storage#object',
  id: `${bucket}/${name}/${generation}`,
  ...{ bucket, name, generation },
  metageneration: '1',
  contentType: 'application/json',
  storageClass: 'STANDARD',
  size: String(size),
  timeCreated: created,
  updated: created,
});
