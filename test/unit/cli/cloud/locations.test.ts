import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { listeningRegions, mayLoad } from '../../../../functions/cli/cloud/locations.ts';
import { PARAMS } from '../../../../functions/src/runtime/params.ts';

const { regionInLocation } = createRequire(import.meta.url)('firebase-tools/lib/gcp/location.js') as {
  regionInLocation(region: string, location: string): boolean;
};

it.each(['US', 'EU', 'ASIA', 'ASIA1', 'EUR4', 'NAM4'])('%s has the regions that the CLI lets listen', (location) => {
  const taken = PARAMS.REGION.options.filter((region) => regionInLocation(region, location));
  const listening = PARAMS.REGION.options.filter((region) => listeningRegions(location).includes(region));
  expect(taken.length).toBeGreaterThan(1);
  expect(listening).toEqual(taken);
  const known: readonly string[] = PARAMS.REGION.options;
  expect(listeningRegions(location).filter((region) => !known.includes(region))).toEqual([]);
});

it.each([
  ['EUROPE-WEST1', 'EU', true],
  ['EUROPE-WEST2', 'EU', false],
  ['EUR4', 'EU', true],
  ['EUR4', 'europe-west4', true],
  ['EU', 'europe-west4', false],
  ['EU', 'US', true],
  ['US', 'EU', false],
  ['US-CENTRAL1', 'us-central1', true],
  ['US', 'us-central1', false],
])('files of a bucket in %s load into a dataset in %s: %s', (location, dataset, may) => {
  expect(mayLoad({ location }, dataset)).toBe(may);
});

it('a dual-region of one’s own choice counts by its regions', () => {
  const bucket = { location: 'EU', customPlacementConfig: { dataLocations: ['EUROPE-WEST1', 'EUROPE-WEST4'] } };
  expect(mayLoad(bucket, 'europe-west1')).toBe(true);
  expect(mayLoad(bucket, 'europe-west3')).toBe(false);
});
