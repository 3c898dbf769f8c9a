import { defineInt, defineString } from 'firebase-functions/params';
import { defined } from '../common/defined.ts';
import type { Settings } from '../deps/settings.ts';

export const triggerBucket = defineString('TRIGGER_BUCKET', {
  description: 'Data files arrive in this bucket.',
});
const opsBucket = defineString('OPS_BUCKET', {
  description: 'Task files, error reports and quarantined files. Nothing listens to it.',
});
const configBucket = defineString('CONFIG_BUCKET', {
  default: '',
  description: 'Ingestion rules live here, below rules/. Empty: the ops bucket.',
});
export const region = defineString('REGION', {
  default: 'us-central1',
  description:
    'Where the functions run: the region of the trigger bucket (for a multi-region bucket, one that belongs to it).',
});
const rulesCheckSec = defineInt('RULES_CHECK_SEC', {
  default: 60,
  description: 'How stale the cached rules may get, in seconds.',
});
const dispatchBudgetSec = defineInt('DISPATCH_BUDGET_SEC', {
  default: 50,
  description: 'How long one dispatch run keeps sweeping while work is pending, in seconds; 0: one sweep.',
});
const staleTaskSec = defineInt('STALE_TASK_SEC', {
  default: 180,
  description: 'A task that nobody has taken further for this long is taken up again, in seconds.',
});
const missedFileSec = defineInt('MISSED_FILE_SEC', {
  default: 3600,
  description:
    'A file that a rule takes and that has lain in the trigger bucket for so long without its event is taken in, in seconds; 0: never. The bucket is listed as often.',
});
const maxConcurrentLoad = defineInt('MAX_CONCURRENT_LOAD', {
  default: 0,
  description: 'Batches wait while this many load jobs run in their project; 0: they never do.',
});
const maxConcurrentSql = defineInt('MAX_CONCURRENT_SQL', {
  default: 0,
  description: 'Follow-ups that run a query wait while this many queries run in their project; 0: they never do.',
});
const maxAttempts = defineInt('MAX_ATTEMPTS', {
  default: 4,
  description: 'How often a job that BigQuery lost to a fault of its own is submitted again.',
});
const giveUpAfterHours = defineInt('GIVE_UP_AFTER_HOURS', {
  default: 24,
  description: 'A process that has waited for so long since its last progress is failed, in hours.',
});
const journalTtlDays = defineInt('JOURNAL_TTL_DAYS', {
  default: 90,
  description: 'How long Firestore keeps the trail of a file, in days.',
});
const slackSecret = defineString('SLACK_SECRET', {
  default: '',
  description:
    "The secret of Secret Manager that holds the Slack token for notify actions; read when one runs, so that a project without Slack needs none. A rule's Secret wins.",
});

/** Reads the params; they have values only while a function runs, not while the CLI discovers it. */
export function readSettings(): Settings {
  return defined({
    projectId: process.env['GCLOUD_PROJECT'] ?? process.env['GOOGLE_CLOUD_PROJECT'] ?? '',
    triggerBucket: triggerBucket.value(),
    opsBucket: opsBucket.value(),
    configBucket: configBucket.value() || opsBucket.value(),
    rulesCheckSec: rulesCheckSec.value(),
    dispatchBudgetSec: dispatchBudgetSec.value(),
    staleTaskSec: staleTaskSec.value(),
    missedFileSec: missedFileSec.value(),
    maxConcurrentLoad: maxConcurrentLoad.value(),
    maxConcurrentSql: maxConcurrentSql.value(),
    maxAttempts: maxAttempts.value(),
    giveUpAfterHours: giveUpAfterHours.value(),
    journalTtlDays: journalTtlDays.value(),
    slackSecret: slackSecret.value() || undefined,
    // The functions emulator says so; what stands in for the metadata server gives out tokens.
    loopback:
      process.env['FUNCTIONS_EMULATOR'] === 'true' ? { except: [process.env['GCE_METADATA_HOST'] ?? ''] } : undefined,
  });
}
