import {
  BUCKET_PICKER,
  defineInt,
  defineString,
  type IntParam,
  type ParamOptions,
  type StringParam,
  select,
} from 'firebase-functions/params';
import type { Settings } from '../deps/settings.ts';
import { paramProblems } from './paramProblems.ts';
import { type CountSpec, PARAMS, type ParamName, type ParamSpec, type ParamValues, type TextSpec } from './params.ts';

function define(name: string, spec: ParamSpec): StringParam | IntParam {
  const { label, description } = spec;
  return spec.type === 'count'
    ? defineInt(name, { label, description, default: spec.default })
    : defineString(name, { label, description, ...defaultOf(spec), input: inputOf(spec) });
}

const defaultOf = ({ default: value }: TextSpec): Pick<ParamOptions<string>, 'default'> =>
  value === undefined ? {} : { default: value };

function inputOf({ isBucket, options, pattern, shape }: TextSpec): NonNullable<ParamOptions<string>['input']> {
  if (isBucket) return BUCKET_PICKER;
  if (options) return select([...options]);
  return { text: { validationRegex: pattern.source, validationErrorMessage: shape } };
}

type Params = { readonly [N in ParamName]: (typeof PARAMS)[N] extends CountSpec ? IntParam : StringParam };

/** The deployment's params, as the CLI asks for them. They have values only while a function runs, not at discovery. */
export const params = Object.fromEntries(
  Object.entries(PARAMS).map(([name, spec]: [string, ParamSpec]) => [name, define(name, spec)]),
) as unknown as Params;

/**
 * @throws Error that names each param that cannot be right, so that a deployment is refused and not its every event; also where
 * the Emulator Suite runs the functions without a BigQuery beside it: it has none of its own.
 */
export function assertParams(values: ParamValues): void {
  if (isAlone(values)) throw new Error(ALONE);
  const problems = paramProblems(values);
  if (problems.length === 0) return;
  throw new Error(`The params of this deployment cannot be right (functions/.env.‹project›). ${problems.join('. ')}.`);
}

/** The CLI's discovery does not see the environment that the Emulator Suite was started in. */
const isAlone = (values: ParamValues): boolean =>
  values['FUNCTIONS_EMULATOR'] === 'true' &&
  values['FUNCTIONS_CONTROL_API'] !== 'true' &&
  values['BIGQUERY_EMULATOR_HOST'] === undefined;

const ALONE =
  'firebase emulators:start has no BigQuery and no scheduler: end it, and run `npm run emulators`, which starts them too.';

/** Reads the params, in a function that runs. */
export function readSettings(): Settings {
  const { TRIGGER_BUCKET, OPS_BUCKET, CONFIG_BUCKET } = params;
  const isEmulator = process.env['FUNCTIONS_EMULATOR'] === 'true';
  return {
    projectId: process.env['GCLOUD_PROJECT'] ?? process.env['GOOGLE_CLOUD_PROJECT'] ?? '',
    triggerBucket: TRIGGER_BUCKET.value(),
    opsBucket: OPS_BUCKET.value(),
    configBucket: CONFIG_BUCKET.value(),
    region: params.REGION.value(),
    historyDataset: params.HISTORY_DATASET.value(),
    historyDays: params.HISTORY_DAYS.value(),
    database: params.DATABASE.value(),
    topic: params.TOPIC.value(),
    rulesCheckSec: params.RULES_CHECK_SEC.value(),
    dispatchBudgetSec: params.DISPATCH_BUDGET_SEC.value(),
    staleTaskSec: params.STALE_TASK_SEC.value(),
    missedFileSec: params.MISSED_FILE_SEC.value(),
    maxConcurrentLoad: params.MAX_CONCURRENT_LOAD.value(),
    maxConcurrentSql: params.MAX_CONCURRENT_SQL.value(),
    maxAttempts: params.MAX_ATTEMPTS.value(),
    giveUpAfterHours: params.GIVE_UP_AFTER_HOURS.value(),
    journalTtlDays: params.JOURNAL_TTL_DAYS.value(),
    slackSecret: params.SLACK_SECRET.value(),
    notify: params.NOTIFY.value(),
    traces: params.TRACES.value(),
    // The functions emulator says so; what stands in for the metadata server gives out tokens.
    ...(isEmulator ? { loopback: { except: [process.env['GCE_METADATA_HOST'] ?? ''] } } : undefined),
  };
}
