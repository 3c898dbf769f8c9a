import { setGlobalOptions } from 'firebase-functions/options';
import { onMessagePublished } from 'firebase-functions/pubsub';
import { onSchedule } from 'firebase-functions/scheduler';
import { onObjectFinalized } from 'firebase-functions/storage';
import { assertParams, params } from './runtime/config.ts';
import { httpFunction } from './runtime/httpFunction.ts';
import { declareNeeds } from './runtime/needs.ts';
import { SERVICE_ACCOUNT } from './runtime/params.ts';
import { SIZES } from './runtime/sizes.ts';

// At discovery, and where a container starts, so that wrong params are refused when they are deployed.
assertParams(process.env);

const serviceAccount = process.env[SERVICE_ACCOUNT];
// Set by the CLI where it asks what is to be deployed.
if (process.env['FUNCTIONS_CONTROL_API'] === 'true') declareNeeds({ serviceAccount });

setGlobalOptions({ region: params.REGION, ...(serviceAccount ? { serviceAccount } : undefined) });

/** The longest that Cloud Functions gives an event handler, in seconds: a rule in sync mode waits for its job. */
const TAIL_TIMEOUT_SEC = 540;

export const bqTail = onObjectFinalized(
  {
    bucket: params.TRIGGER_BUCKET,
    // Redelivery for up to 24 hours is what carries a file over an outage.
    retry: true,
    timeoutSeconds: TAIL_TIMEOUT_SEC,
    // An invocation waits for the network most of its time: 80 share one CPU and 512 MiB.
    concurrency: params.CONCURRENCY,
    cpu: 1,
    memory: params.MEMORY_MIB,
    // A burst beyond waits in Pub/Sub rather than in a bill. Cloud Run refuses a service whose instances have more CPUs than
    // the quota of the region, which may be 10 in a new project.
    maxInstances: params.MAX_INSTANCES,
  },
  async (event) => {
    const { runTail } = await import('./tail/runTail.ts');
    return runTail(event, TAIL_TIMEOUT_SEC);
  },
);

export const bqDispatch = onMessagePublished(
  {
    topic: params.TOPIC,
    // The next minute's message does all that this one did not.
    retry: false,
    // The longest budget, and the last sweep of a busy minute.
    timeoutSeconds: 180,
    ...SIZES.dispatch,
  },
  async (event) => {
    const { runDispatch } = await import('./dispatch/runDispatch.ts');
    return runDispatch(event);
  },
);

export const bqTick = onSchedule(
  {
    schedule: 'every 1 minutes',
    // The next minute's message does all that this one would have done.
    retryCount: 0,
    timeoutSeconds: 30,
    ...SIZES.tick,
  },
  async () => {
    const { tick } = await import('./runtime/tick.ts');
    return tick();
  },
);

/** A call that is over before all is done is made again, and goes on. */
const REPLAY_TIMEOUT_SEC = 900;

export const bqReplay = httpFunction(
  'bqReplay',
  {
    // Only callers with roles/run.invoker on it; set as a global option it has no effect.
    invoker: 'private',
    timeoutSeconds: REPLAY_TIMEOUT_SEC,
    concurrency: 1,
    maxInstances: 1,
    cpu: 'gcf_gen1',
    memory: '512MiB',
  },
  async (request, response) => {
    const { runReplay } = await import('./replay/runReplay.ts');
    return runReplay(request, response, REPLAY_TIMEOUT_SEC);
  },
);

export const bqMonitor = httpFunction(
  'bqMonitor',
  {
    invoker: 'private',
    timeoutSeconds: 60,
    concurrency: 1,
    // Whoever asks while it looks gets the same answer a moment later, and many wall screens cost no more than one.
    maxInstances: 1,
    cpu: 'gcf_gen1',
    memory: '512MiB',
  },
  async (request, response) => {
    const { runMonitor } = await import('./monitor/runMonitor.ts');
    return runMonitor(request, response);
  },
);
