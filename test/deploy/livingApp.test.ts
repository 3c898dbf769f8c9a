import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import firebase from '../../firebase.json' with { type: 'json' };
import { discoverFunctions, type Endpoint } from './discoverFunctions.ts';

const require = createRequire(import.meta.url);

type Deployed = Pick<Endpoint, 'id' | 'region' | 'platform'> & { codebase: string; project: string };
interface Backend {
  endpoints: Record<string, Record<string, Deployed>>;
}

/** The CLI's own code that decides what a deployment deletes; internals, which is why firebase-tools is pinned exactly. */
const { of: backendOf } = require('firebase-tools/lib/deploy/functions/backend') as {
  of(...endpoints: Deployed[]): Backend;
};
const { groupEndpointsByCodebase } = require('firebase-tools/lib/deploy/functions/functionsDeployHelper') as {
  groupEndpointsByCodebase(wanted: Record<string, Backend>, have: readonly Deployed[]): Record<string, Backend>;
};
const { calculateChangesets } = require('firebase-tools/lib/deploy/functions/release/planner') as {
  calculateChangesets(
    want: Backend['endpoints'][string],
    have: Backend['endpoints'][string],
    keyOf: (endpoint: Deployed) => string,
    deleteAll: boolean,
  ): Record<string, { endpointsToDelete: Deployed[] }>;
};
const { getFirestoreConfig } = require('firebase-tools/lib/firestore/fsConfig') as {
  getFirestoreConfig(project: string, options: object): { database: string }[];
};

const REGION = 'us-central1';
const deployed = (id: string, codebase: string): Deployed => ({
  id,
  codebase,
  region: REGION,
  platform: 'gcfv2',
  project: 'shop',
});

/** What an app had before, and a function of ours that is none any more. */
const APP = [deployed('checkout', 'default'), deployed('sendMail', 'default'), deployed('report', 'analytics')];
const OUTDATED = deployed('bqGone', 'bqtail');

let wanted: Deployed[];
beforeAll(async () => {
  const { endpoints } = await discoverFunctions({ projectId: 'demo-bqtail' });
  const [{ codebase = '' } = {}] = firebase.functions;
  wanted = endpoints.map(({ id }) => deployed(id, codebase));
}, 60_000);

describe('a deployment into a project where an app lives', () => {
  it('deletes no function but its own outdated ones', () => {
    const want = backendOf(...wanted);
    const have = groupEndpointsByCodebase({ bqtail: want }, [...APP, OUTDATED]);
    const changes = Object.values(
      calculateChangesets(want.endpoints[REGION] ?? {}, have['bqtail']?.endpoints[REGION] ?? {}, ({ id }) => id, true),
    );
    expect(changes.flatMap(({ endpointsToDelete }) => endpointsToDelete.map(({ id }) => id))).toEqual(['bqGone']);
  });

  it.each([undefined, 'firestore', 'firestore:rules', 'firestore:indexes'])(
    'writes rules and indexes to its own database alone, with --only %s',
    (only) => {
      const options = { only, config: { src: firebase }, rc: {} };
      expect(getFirestoreConfig('shop', options).map(({ database }) => database)).toEqual(['bqtail']);
    },
  );

  it('has Storage rules for buckets that a project has named for them, and for no default bucket', () => {
    expect(firebase.storage.map(Object.keys)).toEqual([['target', 'rules']]);
  });
});
