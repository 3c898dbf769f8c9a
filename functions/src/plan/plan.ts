import type { JobConfiguration } from '../bigquery/warehouse.ts';
import type { SourceFile } from '../journal/process.ts';
import type { Action } from '../rule/schema.ts';

/** Everything that a process will do, settled before it begins: a rule changed meanwhile changes nothing. */
export interface Plan {
  eventId: string;
  /** Where the rule stands. */
  rule: string;
  /** async: nobody waits for the job. sync: the function does, as long as its time allows. */
  mode: 'async' | 'sync';
  /** `[project.]dataset.table[$partition]`, the project where it is not the functions' own. */
  destination: string;
  sources: readonly SourceFile[];
  /** Missing where there is a refusal. */
  load?: LoadPlan;
  /** Why the rule cannot be carried out for this file: the process fails as it starts. */
  refusal?: { reason: string; message: string };
  onSuccess: readonly Action[];
  onFailure: readonly Action[];
  /** What `$Name` in a request of an action stands for. */
  variables: Readonly<Record<string, unknown>>;
}

export interface LoadPlan {
  jobId: string;
  /** The project that the job runs in. */
  projectId: string;
  /** The dataset whose location the job runs in. */
  dataset: { projectId: string; datasetId: string };
  configuration: JobConfiguration;
}
