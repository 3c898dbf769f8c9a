import { createRequire } from 'node:module';
import type { requiresAPI as RequiresApi } from 'firebase-functions';
import { requiresRole } from 'firebase-functions/options';

/** Roles of the functions' service account in their project, and why. functions/DEPLOYMENT.md, "Roles", has the narrower grants by resource. */
export const ROLES: Readonly<Record<`roles/${string}.${string}`, string>> = {
  'roles/bigquery.jobUser': "runs load jobs in the functions' project, and lists its own",
  'roles/bigquery.dataEditor': 'creates and writes destination tables and the history, reads the locations of datasets',
  'roles/storage.objectUser':
    'reads data files and rules, writes task files and reports, deletes and moves what rules name',
  'roles/pubsub.publisher': 'publishes the ticks of dispatch, and the messages of push actions',
  'roles/datastore.user': 'keeps the journal',
  'roles/eventarc.eventReceiver': 'receives the events of the trigger bucket and of the topic',
  'roles/run.invoker': 'lets those events, and call actions, invoke functions',
};

/** APIs that have to be enabled, by the name before `.googleapis.com`, and why. The first two are asked of for the roles. */
export const APIS: Readonly<Record<string, string>> = {
  iam: 'makes the service account of the functions',
  cloudresourcemanager: 'gives the service account its roles',
  cloudfunctions: 'deploys the functions',
  cloudbuild: 'builds the functions',
  artifactregistry: 'keeps the built functions',
  run: 'runs the functions',
  eventarc: 'brings the events of the trigger bucket',
  pubsub: 'brings the events and the ticks of dispatch',
  cloudscheduler: 'ticks each minute',
  storage: 'holds data files, rules and task files',
  firestore: 'holds the journal',
  bigquery: 'loads the files',
};

interface Options {
  /** An account that somebody else gives its roles; the CLI refuses roles beside it. */
  serviceAccount: string | undefined;
}

/** Tells the CLI, which discovers the functions, what the project has to have. */
export function declareNeeds({ serviceAccount }: Options): void {
  if (!serviceAccount) for (const role of Object.keys(ROLES)) requiresRole(role as keyof typeof ROLES);
  // Only the whole library exports this, and loading that takes longer than all that a function needs of it.
  const whole = createRequire(import.meta.url)('firebase-functions') as { requiresAPI: typeof RequiresApi };
  for (const [api, reason] of Object.entries(APIS)) whole.requiresAPI(`${api}.googleapis.com`, reason);
}
