/** Where each of Google's REST APIs answers, with what comes before the paths of `resources`. */
export interface Endpoints {
  bigquery: string;
  eventarc: string;
  firestore: string;
  functions: string;
  iam: string;
  logging: string;
  monitoring: string;
  pubsub: string;
  resourceManager: string;
  run: string;
  scheduler: string;
  serviceUsage: string;
  storage: string;
}

export const GOOGLE: Endpoints = {
  bigquery: 'https://bigquery.googleapis.com/bigquery/v2',
  eventarc: 'https://eventarc.googleapis.com/v1',
  firestore: 'https://firestore.googleapis.com/v1',
  functions: 'https://cloudfunctions.googleapis.com/v2',
  iam: 'https://iam.googleapis.com/v1',
  logging: 'https://logging.googleapis.com/v2',
  /** Its two parts are versioned apart: alert policies are of v3, dashboards of v1. */
  monitoring: 'https://monitoring.googleapis.com',
  pubsub: 'https://pubsub.googleapis.com/v1',
  resourceManager: 'https://cloudresourcemanager.googleapis.com/v1',
  run: 'https://run.googleapis.com/v2',
  scheduler: 'https://cloudscheduler.googleapis.com/v1',
  serviceUsage: 'https://serviceusage.googleapis.com',
  storage: 'https://storage.googleapis.com/storage/v1',
};

/** The APIs that the local world has, by the variables that point official clients there. */
export function localEndpoints(env: Readonly<Record<string, string | undefined>>): Endpoints {
  const { STORAGE_EMULATOR_HOST, BIGQUERY_EMULATOR_HOST, PUBSUB_EMULATOR_HOST } = env;
  return {
    ...GOOGLE,
    ...(STORAGE_EMULATOR_HOST === undefined ? {} : { storage: STORAGE_EMULATOR_HOST }),
    ...(BIGQUERY_EMULATOR_HOST === undefined ? {} : { bigquery: BIGQUERY_EMULATOR_HOST }),
    ...(PUBSUB_EMULATOR_HOST === undefined ? {} : { pubsub: `http://${PUBSUB_EMULATOR_HOST}/v1` }),
  };
}
