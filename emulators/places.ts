import path from 'node:path';
import firebase from '../firebase.json' with { type: 'json' };

export const ROOT = path.dirname(import.meta.dirname);

/** Made on the way and safe to delete; git ignores it. */
export const CACHE = path.join(ROOT, 'emulators', '.cache');

export const HOST = '127.0.0.1';

/** The emulators' ports, as firebase.json has them, and the BigQuery stub's. */
export const PORTS = {
  functions: firebase.emulators.functions.port,
  firestore: firebase.emulators.firestore.port,
  pubsub: firebase.emulators.pubsub.port,
  storage: firebase.emulators.storage.port,
  bigquery: 9050,
  eventarc: firebase.emulators.eventarc.port,
  tasks: firebase.emulators.tasks.port,
  hub: firebase.emulators.hub.port,
  logging: firebase.emulators.logging.port,
  firestoreWebsocket: firebase.emulators.firestore.websocketPort,
  ui: firebase.emulators.ui.port,
} as const;

/** The environment that points official clients, and the functions, at the local world. */
export const ENDPOINTS = {
  STORAGE_EMULATOR_HOST: `http://${HOST}:${PORTS.storage}`,
  FIRESTORE_EMULATOR_HOST: `${HOST}:${PORTS.firestore}`,
  PUBSUB_EMULATOR_HOST: `${HOST}:${PORTS.pubsub}`,
  BIGQUERY_EMULATOR_HOST: `http://${HOST}:${PORTS.bigquery}`,
} as const;

/** What a client of the local world needs: where it is, and that nobody has to log in. */
export const CLIENT_ENV = { ...ENDPOINTS, METADATA_SERVER_DETECTION: 'none' } as const;

/** A `demo-` project never reaches the cloud, and needs no login. */
export const PROJECT = 'demo-bqtail';
export const REGION = 'us-central1';
export const TRIGGER_BUCKET = 'demo-bqtail-trigger';
export const OPS_BUCKET = 'demo-bqtail-ops';
export const DISPATCH_TOPIC = 'bqdispatch';
export const DATABASE = 'bqtail';

/** Where the monitor answers: with JSON if the request asks for it by `Accept` or `?format=json`, else with the page. */
export const MONITOR_URL = `http://${HOST}:${PORTS.functions}/${PROJECT}/${REGION}/bqMonitor`;
