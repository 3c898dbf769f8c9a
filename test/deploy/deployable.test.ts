import { beforeAll, describe, expect, it } from 'vitest';
import { type Deployable, discoverFunctions, type Endpoint } from './discoverFunctions.ts';

let deployable: Deployable;

const endpoint = (id: string): Endpoint | undefined => deployable.endpoints.find((found) => found.id === id);

beforeAll(async () => {
  deployable = await discoverFunctions({ projectId: 'demo-bqtail' });
}, 60_000);

describe('what `firebase deploy --only functions` would deploy', () => {
  it('is these functions, and no other', () => {
    expect(deployable.endpoints.map(({ id }) => id).sort()).toEqual([
      'bqDispatch',
      'bqMonitor',
      'bqReplay',
      'bqTail',
      'bqTick',
    ]);
  });

  it('runs on the second generation and a runtime that is supported until 2028', () => {
    for (const { platform, runtime } of deployable.endpoints)
      expect({ platform, runtime }).toEqual({ platform: 'gcfv2', runtime: 'nodejs24' });
  });

  it('has bqTail listen to the trigger bucket, with redelivery and 80 events in one instance', () => {
    expect(endpoint('bqTail')).toMatchObject({
      region: 'us-central1',
      eventTrigger: {
        eventType: 'google.cloud.storage.object.v1.finalized',
        eventFilters: { bucket: 'demo-bqtail-trigger' },
        retry: true,
      },
      availableMemoryMb: 512,
      cpu: 1,
      timeoutSeconds: 540,
      concurrency: 80,
      maxInstances: 10,
    });
  });

  it('has bqDispatch listen to the dispatch topic, without redelivery, with as little CPU as there is', () => {
    expect(endpoint('bqDispatch')).toMatchObject({
      region: 'us-central1',
      eventTrigger: {
        eventType: 'google.cloud.pubsub.topic.v1.messagePublished',
        eventFilters: { topic: 'projects/demo-bqtail/topics/bqdispatch' },
        retry: false,
      },
      availableMemoryMb: 256,
      cpu: 0.08,
      timeoutSeconds: 180,
      concurrency: 1,
      maxInstances: 5,
    });
  });

  it('has bqTick publish to that topic each minute', () => {
    expect(endpoint('bqTick')).toMatchObject({
      region: 'us-central1',
      scheduleTrigger: { schedule: 'every 1 minutes' },
      // A sixth of one, as functions of the first generation have with 256 MiB.
      cpu: expect.closeTo(1 / 6, 3),
      maxInstances: 1,
    });
  });

  it('has bqReplay answer those alone who may invoke it, one call at a time, for at most 15 minutes', () => {
    expect(endpoint('bqReplay')).toMatchObject({
      region: 'us-central1',
      httpsTrigger: { invoker: ['private'] },
      availableMemoryMb: 512,
      timeoutSeconds: 900,
      concurrency: 1,
      maxInstances: 1,
    });
  });

  it('lets nobody but those with a role reach bqMonitor, which has one instance', () => {
    expect(endpoint('bqMonitor')).toMatchObject({
      httpsTrigger: { invoker: ['private'] },
      maxInstances: 1,
      concurrency: 1,
      availableMemoryMb: 512,
    });
  });

  it('asks for the APIs that the functions need', () => {
    expect(deployable.requiredAPIs).toEqual(
      expect.arrayContaining(['iam', 'cloudscheduler', 'bigquery', 'firestore'].map((api) => `${api}.googleapis.com`)),
    );
  });

  it('asks for the roles that the functions need', () => {
    expect(deployable.requiredRoles.sort()).toEqual([
      'roles/bigquery.dataEditor',
      'roles/bigquery.jobUser',
      'roles/datastore.user',
      'roles/eventarc.eventReceiver',
      'roles/pubsub.publisher',
      'roles/run.invoker',
      'roles/storage.objectUser',
    ]);
  });
});
