import { defined } from '../../../functions/src/common/defined.ts';
import { type Random, seededRandom } from '../../support/cloud/random.ts';
import { type Request, ServiceError } from '../../support/cloud/send.ts';
import { isOn, type Mishap, type Moment, type Trouble } from '../scenario/scenario.ts';

/** What becomes of one request. */
export interface Fate {
  /** How long it takes, there and back. */
  ms: number;
  /** It has its effect as it sets out; else just before it is answered. */
  isEarly: boolean;
  mishap?: Mishap;
  error?: ServiceError;
  /** What happens to the instance that asked. */
  point?: Extract<Trouble, { kind: 'point' }>;
  /** It stands still for so long once the request has set out. */
  freezeMs?: number;
}

type Outage = Extract<Trouble, { kind: 'outage' }>;
type Point = Extract<Trouble, { kind: 'point' }>;

/** How long a request takes where nothing is wrong, in milliseconds: the usual, and seldom the longest. */
const LATENCY: Readonly<Record<Request['service'], readonly [usual: number, longest: number]>> = {
  firestore: [15, 400],
  storage: [40, 1_500],
  bigquery: [250, 4_000],
  pubsub: [30, 500],
  http: [100, 3_000],
};

interface Options {
  troubles: readonly Trouble[];
  random: Random;
  /** What time it is in the scenario. */
  now(): Moment;
}

/** Decides what becomes of each request that an instance makes, which is named so that it may be cut off alone. */
export function createFates({ troubles, random, now }: Options): (request: Request, instance: string) => Fate {
  const outages = troubles.filter((trouble): trouble is Outage => trouble.kind === 'outage');
  const freezes = troubles.filter((trouble) => trouble.kind === 'freezes');
  const partitions = troubles.filter((trouble) => trouble.kind === 'partition');
  const delays = troubles.filter((trouble) => trouble.kind === 'late');
  const points = new Set(troubles.filter((trouble): trouble is Point => trouble.kind === 'point'));
  const counts = new Map<string, number>();

  function pointFor({ method }: Request): Point | undefined {
    const count = (counts.get(method) ?? 0) + 1;
    counts.set(method, count);
    const found = [...points].find((point) => point.method === method && point.nth === count);
    if (found) points.delete(found);
    return found;
  }

  const outageFor = ({ service, method, target }: Request): Outage | undefined =>
    outages.find(
      (outage) =>
        outage.service === service &&
        (outage.method === undefined || outage.method === method) &&
        (outage.target === undefined || target.includes(outage.target)) &&
        outage.from <= now() &&
        now() < outage.until &&
        random.chance(outage.share),
    );

  /** An instance that is cut off stays so until the end of the trouble. */
  const isCutOff = ({ service }: Request, instance: string): boolean =>
    partitions.some(
      (one) => one.service === service && isOn(one, now()) && seededRandom(`${one.from} ${instance}`).chance(one.share),
    );

  const delayOf = ({ service }: Request): number =>
    delays.find((one) => one.service === service && isOn(one, now()) && random.chance(one.share))?.ms ?? 0;

  const freezeMs = (): number | undefined =>
    freezes.find((one) => isOn(one, now()) && random.chance(one.share))?.freezeMs;

  return (request, instance) => {
    const [usual, longest] = LATENCY[request.service];
    const ms = random.chance(0.01) ? random.between(usual, longest) : random.between(usual >> 1, usual + (usual >> 1));
    const base: Fate = { ms: ms + delayOf(request), isEarly: random.chance(0.5), ...defined({ freezeMs: freezeMs() }) };
    const point = points.size > 0 ? pointFor(request) : undefined;
    if (point?.what === 'lost') return { ...base, mishap: 'lost', error: lost(request) };
    if (point) return { ...base, point };
    if (isCutOff(request, instance)) return { ...base, mishap: 'refused', error: lost(request) };
    const outage = outageFor(request);
    if (outage === undefined) return base;
    const error = outage.mishap === 'refused' ? refused(request, outage) : lost(request);
    return { ...base, ms: base.ms + outage.delayMs, mishap: outage.mishap, error };
  };
}

/** The request may have been carried out. Status 4 of gRPC: deadline exceeded. */
const lost = ({ service, method }: Request): ServiceError =>
  service === 'firestore'
    ? new ServiceError(4, '4 DEADLINE_EXCEEDED: Deadline exceeded')
    : new ServiceError('ECONNRESET', `${method}: socket hang up`);

const refused = ({ method }: Request, { code, reason }: Outage): ServiceError =>
  new ServiceError(code, `${method}: the service answers ${code}`, reason);
