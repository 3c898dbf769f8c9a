import type { FirestoreFiles } from '../../../../functions/cli/input/firestoreFiles.ts';
import { APIS, ROLES } from '../../../../functions/src/runtime/needs.ts';

export const PROJECT = 'shop-prod';
const NUMBER = '415104041262';
const REGION = 'us-central1';
export const ACCOUNT = `bqtail-fns@${PROJECT}.iam.gserviceaccount.com`;
const AGENT = `service-${NUMBER}@gs-project-accounts.iam.gserviceaccount.com`;
export const NOW = new Date('2026-03-01T12:00:30Z');

export const ENV = {
  TRIGGER_BUCKET: 'shop-in',
  OPS_BUCKET: 'shop-ops',
  CONFIG_BUCKET: 'shop-ops',
  REGION,
  MAX_INSTANCES: '10',
};

/** Answers by API and path; undefined is 404. A test plants a fault in what it is handed. */
export type Answers = Record<string, unknown>;

const BUCKET = (name: string) => ({
  kind: 'storage#bucket',
  selfLink: `https://www.googleapis.com/storage/v1/b/${name}`,
  id: name,
  name,
  projectNumber: NUMBER,
  generation: '1767225600000000000',
  metageneration: '3',
  location: 'US-CENTRAL1',
  storageClass: 'STANDARD',
  etag: 'CAM=',
  timeCreated: '2026-01-01T00:00:00.000Z',
  updated: '2026-01-01T00:00:00.000Z',
  softDeletePolicy: { retentionDurationSeconds: '0' },
  iamConfiguration: {
    bucketPolicyOnly: { enabled: true, lockedTime: '2026-04-01T00:00:00.000Z' },
    uniformBucketLevelAccess: { enabled: true, lockedTime: '2026-04-01T00:00:00.000Z' },
    publicAccessPrevention: 'enforced',
  },
  locationType: 'region',
});

const bucketPolicy = (name: string) => ({
  kind: 'storage#policy',
  resourceId: `projects/_/buckets/${name}`,
  version: 1,
  etag: 'CAE=',
  bindings: [
    {
      role: 'roles/storage.legacyBucketReader',
      members: [`projectViewer:${PROJECT}`],
    },
    { role: 'roles/storage.objectUser', members: [`serviceAccount:${ACCOUNT}`] },
  ],
});

const functionNamed = (id: string, eventTrigger?: object) => ({
  name: `projects/${PROJECT}/locations/${REGION}/functions/${id}`,
  buildConfig: { runtime: 'nodejs24', entryPoint: id },
  serviceConfig: {
    service: `projects/${PROJECT}/locations/${REGION}/services/${id.toLowerCase()}`,
    timeoutSeconds: 540,
    availableMemory: '512Mi',
    availableCpu: '1',
    maxInstanceCount: 10,
    serviceAccountEmail: ACCOUNT,
    environmentVariables: { ...ENV, GCLOUD_PROJECT: PROJECT },
    uri: `https://${id.toLowerCase()}-x4k2-uc.a.run.app`,
    revision: `${id.toLowerCase()}-00001-abc`,
  },
  ...(eventTrigger ? { eventTrigger } : {}),
  state: 'ACTIVE',
  updateTime: '2026-02-28T10:00:00.123Z',
  labels: { 'deployment-tool': 'cli-firebase', 'firebase-functions-codebase': 'bqtail' },
  environment: 'GEN_2',
});

const triggerName = (id: string): string => `projects/${PROJECT}/locations/${REGION}/triggers/${id.toLowerCase()}-1`;
const eventTrigger = (id: string) => ({
  name: triggerName(id),
  uid: '7d0e',
  serviceAccount: ACCOUNT,
  destination: { cloudFunction: `projects/${PROJECT}/locations/${REGION}/functions/${id}` },
  transport: { pubsub: { topic: `projects/${PROJECT}/topics/t`, subscription: `projects/${PROJECT}/subscriptions/s` } },
});

const invokers = () => ({
  version: 1,
  etag: 'BwY=',
  bindings: [{ role: 'roles/run.invoker', members: [`serviceAccount:${ACCOUNT}`] }],
});

const RULE = `When: { Prefix: /orders/ }\nAsync: true\nBatch: { Window: { DurationInSec: 90 } }\nDest: { Table: shop.orders }\nOnSuccess: [{ Action: delete }]\n`;

/** A project that is as it has to be, in the words of the APIs' references. */
export function healthyProject({ indexes, fieldOverrides }: FirestoreFiles): Answers {
  const database = `projects/${PROJECT}/databases/bqtail`;
  return structuredClone({
    'serviceUsage /v1/projects/shop-prod/services:batchGet': {
      services: Object.keys(APIS).map((api) => ({
        name: `projects/${NUMBER}/services/${api}.googleapis.com`,
        parent: `projects/${NUMBER}`,
        config: { name: `${api}.googleapis.com`, title: api },
        state: 'ENABLED',
      })),
    },
    'serviceUsage /v1beta1/projects/shop-prod/services/run.googleapis.com/consumerQuotaMetrics': {
      metrics: [
        {
          name: `projects/${NUMBER}/services/run.googleapis.com/consumerQuotaMetrics/run.googleapis.com%2Fcpu_allocation`,
          metric: 'run.googleapis.com/cpu_allocation',
          displayName: 'Total CPU allocation',
          unit: 'milli-vCPU',
          consumerQuotaLimits: [
            {
              metric: 'run.googleapis.com/cpu_allocation',
              unit: '1/{project}/{region}',
              quotaBuckets: [
                { effectiveLimit: '200000', defaultLimit: '200000' },
                { effectiveLimit: '20000', defaultLimit: '20000', dimensions: { region: REGION } },
              ],
            },
          ],
        },
      ],
    },
    'resourceManager /projects/shop-prod': {
      projectNumber: NUMBER,
      projectId: PROJECT,
      lifecycleState: 'ACTIVE',
      name: 'Shop',
      createTime: '2025-01-01T00:00:00.000Z',
    },
    'resourceManager /projects/shop-prod:getIamPolicy': {
      version: 1,
      etag: 'BwX=',
      bindings: [
        { role: 'roles/owner', members: ['user:ada@shop.example'] },
        ...Object.keys(ROLES).map((role) => ({
          role,
          members: [
            `serviceAccount:${ACCOUNT}`,
            ...(role === 'roles/pubsub.publisher' ? [`serviceAccount:${AGENT}`] : []),
          ],
        })),
      ],
    },
    [`iam /projects/shop-prod/serviceAccounts/${ACCOUNT}`]: {
      name: `projects/${PROJECT}/serviceAccounts/${ACCOUNT}`,
      projectId: PROJECT,
      uniqueId: '1001',
      email: ACCOUNT,
      etag: 'MDE=',
      oauth2ClientId: '1001',
    },
    'storage /b/shop-in': BUCKET('shop-in'),
    'storage /b/shop-ops': BUCKET('shop-ops'),
    'storage /b/shop-in/iam': bucketPolicy('shop-in'),
    'storage /b/shop-ops/iam': bucketPolicy('shop-ops'),
    'storage /b/shop-ops/o': {
      kind: 'storage#objects',
      items: [{ kind: 'storage#object', name: 'rules/orders.yaml', bucket: 'shop-ops', generation: '1', size: '64' }],
    },
    'storage /b/shop-ops/o/rules/orders.yaml': RULE,
    'storage /projects/shop-prod/serviceAccount': { kind: 'storage#serviceAccount', email_address: AGENT },
    [`firestore /${database}`]: {
      name: database,
      uid: 'b8a1',
      createTime: '2026-01-01T00:00:00.000Z',
      locationId: REGION,
      type: 'FIRESTORE_NATIVE',
      concurrencyMode: 'PESSIMISTIC',
      versionRetentionPeriod: '3600s',
      appEngineIntegrationMode: 'DISABLED',
      deleteProtectionState: 'DELETE_PROTECTION_DISABLED',
      databaseEdition: 'STANDARD',
    },
    [`firestore /${database}/collectionGroups/-/indexes`]: {
      indexes: indexes.map(({ collectionGroup, queryScope, fields }, index) => ({
        name: `${database}/collectionGroups/${collectionGroup}/indexes/CICAgO${index}`,
        queryScope,
        fields: [...fields, { fieldPath: '__name__', order: fields.at(-1)?.order ?? 'ASCENDING' }],
        state: 'READY',
        density: 'SPARSE_ALL',
      })),
    },
    [`firestore /${database}/collectionGroups/-/fields`]: {
      fields: fieldOverrides
        .filter(({ ttl }) => ttl)
        .map(({ collectionGroup, fieldPath }) => ({
          name: `${database}/collectionGroups/${collectionGroup}/fields/${fieldPath}`,
          indexConfig: {},
          ttlConfig: { state: 'ACTIVE' },
        })),
    },
    'functions /projects/shop-prod/locations/-/functions': {
      functions: [
        functionNamed('bqTail', {
          trigger: triggerName('bqTail'),
          triggerRegion: REGION,
          eventType: 'google.cloud.storage.object.v1.finalized',
          eventFilters: [{ attribute: 'bucket', value: 'shop-in' }],
          serviceAccountEmail: ACCOUNT,
          retryPolicy: 'RETRY_POLICY_RETRY',
        }),
        functionNamed('bqDispatch', {
          trigger: triggerName('bqDispatch'),
          triggerRegion: REGION,
          eventType: 'google.cloud.pubsub.topic.v1.messagePublished',
          pubsubTopic: `projects/${PROJECT}/topics/bqdispatch`,
          serviceAccountEmail: ACCOUNT,
          retryPolicy: 'RETRY_POLICY_DO_NOT_RETRY',
        }),
        functionNamed('bqTick'),
        functionNamed('bqReplay'),
        functionNamed('bqMonitor'),
      ],
    },
    [`eventarc /${triggerName('bqTail')}`]: eventTrigger('bqTail'),
    [`eventarc /${triggerName('bqDispatch')}`]: eventTrigger('bqDispatch'),
    [`scheduler /projects/shop-prod/locations/${REGION}/jobs/firebase-schedule-bqTick-${REGION}`]: {
      name: `projects/shop-prod/locations/${REGION}/jobs/firebase-schedule-bqTick-${REGION}`,
      schedule: 'every 1 minutes',
      timeZone: 'UTC',
      state: 'ENABLED',
      status: {},
      userUpdateTime: '2026-02-28T10:00:00Z',
      scheduleTime: '2026-03-01T12:01:00Z',
      lastAttemptTime: '2026-03-01T12:00:00.4Z',
      attemptDeadline: '180s',
      httpTarget: { uri: 'https://bqtick-x4k2-uc.a.run.app/', httpMethod: 'POST' },
    },
    'pubsub /projects/shop-prod/topics/bqdispatch': { name: `projects/${PROJECT}/topics/bqdispatch` },
    ...Object.fromEntries(
      ['bqtail', 'bqdispatch', 'bqtick', 'bqmonitor'].map((service) => [
        `run /projects/shop-prod/locations/${REGION}/services/${service}:getIamPolicy`,
        invokers(),
      ]),
    ),
    'bigquery /projects/shop-prod/datasets/shop': {
      kind: 'bigquery#dataset',
      id: `${PROJECT}:shop`,
      datasetReference: { datasetId: 'shop', projectId: PROJECT },
      location: REGION,
      type: 'DEFAULT',
    },
  });
}
