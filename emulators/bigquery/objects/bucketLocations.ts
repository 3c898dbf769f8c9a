import { JobError } from '../errors/jobError.ts';

/** Where buckets lie. Neither a folder nor the Storage emulator knows: it has to be told; the default is the US multi-region. */
export interface BucketLocations {
  of(bucket: string): string;
  set(bucket: string, location: string): void;
  list(): Record<string, string>;
  /** Forgets locations that were set after the start. */
  clear(): undefined;
}

const DEFAULT = 'US';

export function createBucketLocations(initial: Readonly<Record<string, string>> = {}): BucketLocations {
  let locations = new Map(Object.entries(initial));
  return {
    of: (bucket) => locations.get(bucket) ?? DEFAULT,
    set: (bucket, location) => void locations.set(bucket, location),
    list: () => Object.fromEntries(locations),
    clear() {
      locations = new Map(Object.entries(initial));
      return undefined;
    },
  };
}

/**
 * Data goes between a bucket and a dataset only within one location; a dataset of the US multi-region takes any bucket.
 * https://cloud.google.com/bigquery/docs/batch-loading-data#data-locations
 *
 * @throws JobError `invalid`, which names no file.
 */
export function requireSameLocation({ source, destination, dataset }: Transfer): void {
  const bucket = dataset === source ? destination : source;
  if (isWithin(bucket, dataset)) return;
  throw new JobError({
    reason: 'invalid',
    message: `Cannot read and write in different locations: source: ${source}, destination: ${destination}`,
  });
}

interface Transfer {
  source: string;
  destination: string;
  /** Which of the two is the dataset's. */
  dataset: string;
}

/** London and Zurich are in Europe, and not in the EU multi-region. */
const IN_EU = /^(?:europe-(?!west2$|west6$)|eur\d$)/i;

function isWithin(bucket: string, dataset: string): boolean {
  const [inner, outer] = [bucket.toLowerCase(), dataset.toLowerCase()];
  return outer === 'us' || inner === outer || (outer === 'eu' && IN_EU.test(inner));
}
