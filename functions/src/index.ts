import { requiresRole, setGlobalOptions } from 'firebase-functions/options';
import { onMessagePublished } from 'firebase-functions/pubsub';
import { onObjectFinalized } from 'firebase-functions/storage';
import { region, triggerBucket } from './runtime/config.ts';

setGlobalOptions({ region });

// Runs load jobs in the functions' project, and lists its own.
requiresRole('roles/bigquery.jobUser');
// Creates and writes destination tables, reads the locations of datasets.
requiresRole('roles/bigquery.dataEditor');
// Reads data files and rules, writes task files and reports, deletes and moves what rules name.
requiresRole('roles/storage.objectUser');
// Publishes the messages of push actions.
requiresRole('roles/pubsub.publisher');
// Keeps the journal.
requiresRole('roles/datastore.user');
// Receives the events of the trigger bucket and of the topic.
requiresRole('roles/eventarc.eventReceiver');
requiresRole('roles/run.invoker');

/** The longest that Cloud Functions gives an event handler, in seconds: a rule in sync mode waits for its job. */
const TAIL_TIMEOUT_SEC = 540;

export const bqTail = onObjectFinalized(
  {
    bucket: triggerBucket,
    // Redelivery for up to 24 hours is what carries a file over an outage.
    retry: true,
    timeoutSeconds: TAIL_TIMEOUT_SEC,
    // An invocation waits for the network most of its time: 80 share one CPU and 512 MiB.
    concurrency: 80,
    cpu: 1,
    memory: '512MiB',
    // 8,000 files at once; a burst beyond waits in Pub/Sub rather than in a bill.
    maxInstances: 100,
  },
  async (event) => {
    const { runTail } = await import('./tail/runTail.ts');
    return runTail(event, TAIL_TIMEOUT_SEC);
  },
);

export const bqDispatch = onMessagePublished(
  {
    topic: 'bqdispatch',
    // The next minute's message does all that this one did not.
    retry: false,
    // The default budget of 50 s, and the last sweep of a busy minute.
    timeoutSeconds: 180,
    // A run waits for the network most of its time. One a minute would do with less; where job-completed log entries are
    // routed to the topic, many messages come at once.
    concurrency: 20,
    maxInstances: 2,
    cpu: 1,
    memory: '512MiB',
  },
  async (event) => {
    const { runDispatch } = await import('./dispatch/runDispatch.ts');
    return runDispatch(event);
  },
);
