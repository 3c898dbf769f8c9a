import type { Project } from './examineProject.ts';
import { ACCOUNT, type Answers } from './healthyProject.ts';

/** A fault, the one check that has to name it, and words of its sentence. */
interface Fault {
  fault: string;
  plant(project: Project): void;
  outcome: 'wrong' | 'warning';
  check: string;
  says: string;
}

/** A part of an answer, to be changed. */
const part = (whole: unknown, ...path: (string | number)[]): Answers =>
  path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], whole) as Answers;
const list = (whole: unknown, ...path: (string | number)[]): Answers[] => part(whole, ...path) as unknown as Answers[];

const set = (target: Answers, fields: Answers): void => {
  Object.assign(target, fields);
};

const bucket = ({ answers }: Project, name: string): Answers => part(answers, `storage /b/${name}`);
const POLICY = 'resourceManager /projects/shop-prod:getIamPolicy';
const grants = ({ answers }: Project, key: string): Answers[] => list(answers, key, 'bindings');
const withoutGrant = ({ answers }: Project, role: string): void =>
  set(part(answers, POLICY), { bindings: list(answers, POLICY, 'bindings').filter((grant) => grant['role'] !== role) });
const DATABASE = 'firestore /projects/shop-prod/databases/bqtail';
const INDEXES = `${DATABASE}/collectionGroups/-/indexes`;
const FIELDS = `${DATABASE}/collectionGroups/-/fields`;
const FUNCTIONS = 'functions /projects/shop-prod/locations/-/functions';
const RULE = 'storage /b/shop-ops/o/rules/orders.yaml';
const DATASET = 'bigquery /projects/shop-prod/datasets/shop';
const TOPIC = 'pubsub /projects/shop-prod/topics/bqdispatch';
const JOB = 'scheduler /projects/shop-prod/locations/us-central1/jobs/firebase-schedule-bqTick-us-central1';
const trigger = (id: string): string => `eventarc /projects/shop-prod/locations/us-central1/triggers/${id}-1`;
const functionOf = ({ answers }: Project, index: number): Answers => part(answers, FUNCTIONS, 'functions', index);
const TAIL = 0;
const DISPATCH = 1;
const QUOTAS = 'serviceUsage /v1beta1/projects/shop-prod/services/run.googleapis.com/consumerQuotaMetrics';
const setCpus = ({ answers }: Project, effectiveLimit: string): void =>
  set(part(answers, QUOTAS, 'metrics', 0, 'consumerQuotaLimits', 0, 'quotaBuckets', 1), { effectiveLimit });

const wrong = (fault: string, plant: Fault['plant'], check: string, says: string): Fault => ({
  fault,
  plant,
  outcome: 'wrong',
  check,
  says,
});
const warning: typeof wrong = (fault, plant, check, says) => ({
  ...wrong(fault, plant, check, says),
  outcome: 'warning',
});

const withEnv =
  (own: Record<string, string>): Fault['plant'] =>
  ({ env }) =>
    set(env, own);

export const FAULTS: readonly Fault[] = [
  wrong('a misspelt param', withEnv({ TRIGER_BUCKET: 'x' }), 'params', 'did you mean TRIGGER_BUCKET?'),
  wrong('a bucket as a URL', withEnv({ OPS_BUCKET: 'gs://shop-ops' }), 'params', "give the bucket's name alone"),
  wrong('one bucket for both', withEnv({ OPS_BUCKET: 'shop-in' }), 'params', 'TRIGGER_BUCKET and OPS_BUCKET are both'),
  wrong('a region that is none', withEnv({ REGION: 'EU' }), 'params', 'EU and US are no regions'),
  wrong(
    'no trigger bucket',
    ({ env }) => {
      Reflect.deleteProperty(env, 'TRIGGER_BUCKET');
    },
    'params',
    'is not given',
  ),
  wrong(
    'an API that is off',
    ({ answers }) => {
      const services = list(answers, 'serviceUsage /v1/projects/shop-prod/services:batchGet', 'services');
      set(part(services.find(({ name }) => String(name).endsWith('/eventarc.googleapis.com'))), { state: 'DISABLED' });
    },
    'apis',
    'eventarc.googleapis.com, which brings the events of the trigger bucket, is not enabled',
  ),
  wrong(
    'a trigger bucket that is not there',
    ({ answers }) => {
      answers['storage /b/shop-in'] = undefined;
      answers['storage /b/shop-in/iam'] = undefined;
    },
    'buckets',
    'the trigger bucket gs://shop-in does not exist',
  ),
  wrong(
    'an ops bucket that is not there',
    ({ answers, env }) => {
      Object.assign(env, { OPS_BUCKET: 'shop-gone' });
      set(part(answers, FUNCTIONS, 'functions', TAIL, 'serviceConfig', 'environmentVariables'), {
        OPS_BUCKET: 'shop-gone',
      });
    },
    'buckets',
    'the ops bucket gs://shop-gone does not exist',
  ),
  wrong(
    'a trigger bucket of another project',
    (project) => set(bucket(project, 'shop-in'), { projectNumber: '77' }),
    'bucketProject',
    'gs://shop-in belongs to project 77, and shop-prod is 415104041262',
  ),
  wrong(
    'a trigger bucket of another continent',
    (project) => {
      set(bucket(project, 'shop-in'), { location: 'EU' });
      set(part(project.answers, DATASET), { location: 'EU' });
    },
    'bucketRegion',
    'functions in us-central1 cannot listen to it, those in europe-central2',
  ),
  wrong(
    'functions that listen to the ops bucket',
    ({ answers }) => {
      list(answers, FUNCTIONS, 'functions').push({
        name: 'projects/shop-prod/locations/us-central1/functions/thumbnails',
        state: 'ACTIVE',
        eventTrigger: {
          eventType: 'google.cloud.storage.object.v1.finalized',
          eventFilters: [{ attribute: 'bucket', value: 'shop-ops' }],
        },
      });
    },
    'opsListeners',
    'thumbnails listens to gs://shop-ops',
  ),
  wrong(
    'a retention policy',
    (project) => set(bucket(project, 'shop-in'), { retentionPolicy: { retentionPeriod: '86400' } }),
    'retention',
    'gs://shop-in has a retention policy of 86400 s',
  ),
  wrong(
    'a bucket lock',
    (project) => set(bucket(project, 'shop-ops'), { retentionPolicy: { retentionPeriod: '60', isLocked: true } }),
    'retention',
    'gs://shop-ops has a locked retention policy',
  ),
  wrong(
    'holds on new objects',
    (project) => set(bucket(project, 'shop-in'), { defaultEventBasedHold: true }),
    'retention',
    'gs://shop-in holds each new object',
  ),
  warning(
    'soft delete',
    (project) => set(bucket(project, 'shop-in'), { softDeletePolicy: { retentionDurationSeconds: '604800' } }),
    'softDelete',
    'gs://shop-in keeps, and bills, each deleted object for 7 days',
  ),
  warning(
    'object versioning',
    (project) => set(bucket(project, 'shop-in'), { versioning: { enabled: true } }),
    'versioning',
    'keeps a noncurrent version',
  ),
  wrong(
    'a requester who pays',
    (project) => set(bucket(project, 'shop-in'), { billing: { requesterPays: true } }),
    'requesterPays',
    'gs://shop-in lets the requester pay',
  ),
  wrong(
    'a public bucket',
    (project) =>
      grants(project, 'storage /b/shop-ops/iam').push({
        role: 'roles/storage.objectAdmin',
        members: ['allAuthenticatedUsers'],
      }),
    'publicBuckets',
    'the ops bucket gs://shop-ops gives roles/storage.objectAdmin to allAuthenticatedUsers',
  ),
  wrong(
    'no database',
    ({ answers }) => {
      for (const key of [DATABASE, INDEXES, FIELDS]) answers[key] = undefined;
    },
    'database',
    'there is no Firestore database bqtail',
  ),
  wrong(
    'a database in Datastore mode',
    (project) => set(part(project.answers, DATABASE), { type: 'DATASTORE_MODE' }),
    'databaseMode',
    'the database bqtail is in Datastore mode',
  ),
  warning(
    'a database elsewhere',
    (project) => set(part(project.answers, DATABASE), { locationId: 'eur3' }),
    'databaseLocation',
    'the database bqtail is in eur3, the functions in us-central1',
  ),
  wrong(
    'a database that firebase.json does not name',
    ({ answers, env }) => {
      Object.assign(env, { DATABASE: 'orders' });
      for (const [key, answer] of Object.entries(answers)) {
        answers[key.replace('databases/bqtail', 'databases/orders')] = answer;
      }
    },
    'databaseDeclared',
    'firebase.json deploys rules and indexes to bqtail, and DATABASE is orders',
  ),
  wrong(
    'an index that is missing',
    ({ answers }) => void list(answers, INDEXES, 'indexes').shift(),
    'indexes',
    'the index of journal (destTable, date) is missing',
  ),
  wrong(
    'an index that is being built',
    ({ answers }) => set(part(answers, INDEXES, 'indexes', 0), { state: 'CREATING' }),
    'indexes',
    'the index of journal (destTable, date) is in state CREATING',
  ),
  wrong(
    'a TTL policy that is missing',
    ({ answers }) => set(answers, { [FIELDS]: {} }),
    'expiry',
    'the TTL policy for notices.expireAt is missing',
  ),
  wrong(
    'a TTL policy that is being made',
    ({ answers }) => set(part(answers, FIELDS, 'fields', 0, 'ttlConfig'), { state: 'CREATING' }),
    'expiry',
    'is in state CREATING',
  ),
  wrong('no topic', ({ answers }) => set(answers, { [TOPIC]: undefined }), 'topic', 'there is no topic bqdispatch'),
  wrong(
    'a function that is not deployed',
    ({ answers }) => void list(answers, FUNCTIONS, 'functions').splice(DISPATCH, 1),
    'functions',
    'bqDispatch is not deployed in us-central1',
  ),
  wrong(
    'a function that failed to deploy',
    (project) => {
      const tail = functionOf(project, TAIL);
      Object.assign(tail, { state: 'FAILED', stateMessages: [{ severity: 'ERROR', message: 'Build failed' }] });
    },
    'functions',
    'bqTail is in state FAILED: Build failed',
  ),
  warning(
    'params that were changed since',
    withEnv({ MAX_INSTANCES: '12' }),
    'paramsInForce',
    'bqTail has MAX_INSTANCES 10, and the env file says 12',
  ),
  wrong(
    'a trigger on another bucket',
    (project) => set(part(functionOf(project, TAIL), 'eventTrigger', 'eventFilters', 0), { value: 'shop-old' }),
    'tailTrigger',
    'bqTail listens to gs://shop-old, and TRIGGER_BUCKET is shop-in',
  ),
  wrong(
    'failed events that do not come again',
    (project) => set(part(functionOf(project, TAIL), 'eventTrigger'), { retryPolicy: 'RETRY_POLICY_DO_NOT_RETRY' }),
    'tailTrigger',
    'events that bqTail fails are not delivered again',
  ),
  wrong(
    'dispatch on another topic',
    (project) =>
      set(part(functionOf(project, DISPATCH), 'eventTrigger'), { pubsubTopic: 'projects/shop-prod/topics/old' }),
    'dispatchTrigger',
    'bqDispatch runs on old, and TOPIC is bqdispatch',
  ),
  wrong(
    'an Eventarc trigger that is gone',
    ({ answers }) => set(answers, { [trigger('bqtail')]: undefined }),
    'deliveries',
    'the Eventarc trigger of bqTail is missing',
  ),
  wrong(
    'an Eventarc trigger that cannot deliver',
    ({ answers }) => {
      const conditions = { Destination: { code: 'NOT_FOUND', message: 'The service is not found.' } };
      set(part(answers, trigger('bqdispatch')), { conditions });
    },
    'deliveries',
    'the Eventarc trigger of bqDispatch: Destination, The service is not found.',
  ),
  wrong(
    'no schedule',
    ({ answers }) => set(answers, { [JOB]: undefined }),
    'schedule',
    'there is no Cloud Scheduler job of bqTick in us-central1',
  ),
  wrong(
    'a schedule that is paused',
    ({ answers }) => set(part(answers, JOB), { state: 'PAUSED' }),
    'schedule',
    'the Cloud Scheduler job of bqTick is in state PAUSED',
  ),
  wrong(
    'a tick that failed',
    ({ answers }) => set(part(answers, JOB), { status: { code: 7, message: 'PERMISSION_DENIED' } }),
    'lastTick',
    'failed with code 7: PERMISSION_DENIED',
  ),
  wrong(
    'ticks that stopped',
    ({ answers }) => set(part(answers, JOB), { lastAttemptTime: '2026-03-01T11:30:30Z' }),
    'lastTick',
    'is 30 minutes ago',
  ),
  wrong(
    'a public function',
    ({ answers }) =>
      list(answers, 'run /projects/shop-prod/locations/us-central1/services/bqtail:getIamPolicy', 'bindings').push({
        role: 'roles/run.invoker',
        members: ['allUsers'],
      }),
    'publicFunctions',
    'bqTail may be invoked by allUsers',
  ),
  wrong(
    'an account that is disabled',
    ({ answers }) => set(part(answers, `iam /projects/shop-prod/serviceAccounts/${ACCOUNT}`), { disabled: true }),
    'account',
    `the service account ${ACCOUNT} is disabled`,
  ),
  wrong(
    'a role that is missing',
    (project) => withoutGrant(project, 'roles/eventarc.eventReceiver'),
    'roles',
    `${ACCOUNT} does not have roles/eventarc.eventReceiver`,
  ),
  warning(
    'an own account with fewer roles in the project',
    (project) => {
      withEnv({ SERVICE_ACCOUNT: ACCOUNT })(project);
      withoutGrant(project, 'roles/bigquery.dataEditor');
    },
    'roles',
    `${ACCOUNT} does not have roles/bigquery.dataEditor in the project`,
  ),
  warning(
    'an account that is an editor',
    (project) => grants(project, POLICY).push({ role: 'roles/editor', members: [`serviceAccount:${ACCOUNT}`] }),
    'basicRoles',
    `${ACCOUNT} has roles/editor`,
  ),
  wrong(
    'Cloud Storage without the right to publish',
    (project) => {
      const publishers = grants(project, POLICY).find(({ role }) => role === 'roles/pubsub.publisher');
      set(part(publishers), { members: [`serviceAccount:${ACCOUNT}`] });
    },
    'storageAgent',
    'the account of Cloud Storage, does not have roles/pubsub.publisher',
  ),
  wrong(
    'more instances than CPUs',
    (project) => setCpus(project, '8000'),
    'quota',
    '12 CPUs for all functions at most, and 8 in us-central1: bqTail cannot be deployed',
  ),
  warning(
    'instances that leave no CPU to dispatch',
    (project) => setCpus(project, '10000'),
    'quota',
    'a busy bqTail leaves none for dispatch',
  ),
  warning(
    'no rules',
    ({ answers }) => set(answers, { 'storage /b/shop-ops/o': { kind: 'storage#objects' } }),
    'rules',
    'there are no rules below gs://shop-ops/rules/',
  ),
  wrong(
    'a rule with an error',
    ({ answers }) => set(answers, { [RULE]: 'When: { Prefix: /orders/ }\nDest: { Tabel: shop.orders }\n' }),
    'rules',
    'rules/orders.yaml:2:',
  ),
  warning(
    'writers of all buckets',
    (project) =>
      grants(project, POLICY).push({
        role: 'roles/storage.objectCreator',
        members: ['serviceAccount:uploader@shop-prod.iam.gserviceaccount.com'],
      }),
    'rulesWriters',
    'serviceAccount:uploader@shop-prod.iam.gserviceaccount.com may write rules, by a role for all buckets',
  ),
  warning(
    'a whole domain that may write rules',
    (project) =>
      grants(project, 'storage /b/shop-ops/iam').push({
        role: 'roles/storage.objectAdmin',
        members: ['domain:shop.example'],
      }),
    'rulesWriters',
    'domain:shop.example may write rules',
  ),
  wrong(
    'a dataset that is not there',
    ({ answers }) => set(answers, { [DATASET]: undefined }),
    'datasets',
    'the dataset shop-prod.shop does not exist',
  ),
  wrong(
    'a dataset elsewhere',
    ({ answers }) => set(part(answers, DATASET), { location: 'EU' }),
    'datasets',
    'the dataset shop-prod.shop is in EU, and gs://shop-in in US-CENTRAL1',
  ),
  wrong(
    'a dataset for temporary tables elsewhere',
    ({ answers }) => {
      const rule = String(answers[RULE]).replace('shop.orders', 'shop.orders, Transient: { Dataset: temp }');
      set(answers, { [RULE]: rule, 'bigquery /projects/shop-prod/datasets/temp': { location: 'EU' } });
    },
    'datasets',
    'the dataset shop-prod.temp is in EU',
  ),
  warning(
    'a history elsewhere',
    ({ answers }) => set(answers, { 'bigquery /projects/shop-prod/datasets/bqtail': { location: 'EU' } }),
    'history',
    'the dataset shop-prod.bqtail of the history is in EU, and gs://shop-in in US-CENTRAL1',
  ),
];
