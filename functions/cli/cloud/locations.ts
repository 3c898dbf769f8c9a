/**
 * The regions of multi-regions and dual-regions where a function may listen to a bucket (Cloud Storage: bucket locations). Of the
 * multi-regions, the CLI takes these alone: not europe-west8, europe-west9, europe-southwest1, us-east5, us-south1.
 */
const LISTENING: Readonly<Record<string, readonly string[]>> = {
  us: ['us-central1', 'us-east1', 'us-east4', 'us-west1', 'us-west2', 'us-west3', 'us-west4'],
  eu: ['europe-central2', 'europe-north1', 'europe-west1', 'europe-west3', 'europe-west4'],
  asia: [
    'asia-east1',
    'asia-east2',
    'asia-northeast1',
    'asia-northeast2',
    'asia-northeast3',
    'asia-south1',
    'asia-south2',
    'asia-southeast1',
    'asia-southeast2',
  ],
  asia1: ['asia-northeast1', 'asia-northeast2'],
  eur4: ['europe-north1', 'europe-west4'],
  nam4: ['us-central1', 'us-east1'],
};

/** The regions whose functions may listen to a bucket at this location: itself, or those of a multi-region. */
export const listeningRegions = (location: string): readonly string[] =>
  LISTENING[location.toLowerCase()] ?? [location.toLowerCase()];

/** Where functions cost the least, and all services are (Cloud Run: pricing tiers). */
const USUAL = ['us-central1', 'europe-west1', 'asia-east1'];

/** Of the regions that may listen to a bucket at this location, the one to take where nothing speaks for another. */
export function usualRegion(location: string): string {
  const [first = location.toLowerCase(), ...others] = listeningRegions(location);
  return USUAL.find((region) => region === first || others.includes(region)) ?? first;
}

/** The regions of Firestore's multi-regions that hold its data (Firestore: locations; witnesses left out). */
const DATABASE_REGIONS: Readonly<Record<string, readonly string[]>> = {
  nam5: ['us-central1', 'us-central2'],
  nam7: ['us-central1', 'us-east4'],
  eur3: ['europe-west1', 'europe-west4'],
};

export const databaseRegions = (location: string): readonly string[] => DATABASE_REGIONS[location] ?? [location];

interface Placed {
  location: string;
  customPlacementConfig?: { dataLocations?: readonly string[] | undefined } | undefined;
}

/** Regions of Europe outside of the EU multi-region (BigQuery: locations). */
const OUTSIDE_EU = ['europe-west2', 'europe-west6'];

/**
 * Whether BigQuery loads files of a bucket into a dataset: from anywhere into the US multi-region, else where the bucket is in the
 * dataset's location or has a part there (BigQuery: loading data from Cloud Storage, location considerations).
 */
export function mayLoad(bucket: Placed, datasetLocation: string): boolean {
  const to = datasetLocation.toLowerCase();
  const from = bucket.location.toLowerCase();
  if (to === 'us' || to === from) return true;
  const parts = (bucket.customPlacementConfig?.dataLocations ?? DUAL_REGIONS[from] ?? [from]).map((part) =>
    part.toLowerCase(),
  );
  return to === 'eu' ? parts.every(isInEu) : parts.includes(to);
}

const isInEu = (region: string): boolean => region.startsWith('europe-') && !OUTSIDE_EU.includes(region);

/** Predefined dual-regions (Cloud Storage: bucket locations). */
const DUAL_REGIONS: Readonly<Record<string, readonly string[]>> = {
  asia1: ['asia-northeast1', 'asia-northeast2'],
  eur4: ['europe-north1', 'europe-west4'],
  eur5: ['europe-west1', 'europe-west2'],
  eur7: ['europe-west2', 'europe-west3'],
  eur8: ['europe-west3', 'europe-west6'],
  nam4: ['us-central1', 'us-east1'],
};
