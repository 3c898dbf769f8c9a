import { defined } from '../common/defined.ts';
import type { Action } from '../rule/schema.ts';
import type { JobConfiguration } from './job.ts';
import type { MoveSpec } from './moveSpec.ts';
import type { SourceFile } from './sourceFile.ts';
import type { TableField, TableLayout, TableName } from './table.ts';

/**
 * Everything that a process will do, settled before it begins: a rule changed meanwhile changes nothing. Plain JSON, as the
 * journal keeps it. What depends on tables as they are then is worked out when its turn comes, by pure functions too.
 */
export interface Plan {
  processId: string;
  /** Where the rule stands. */
  rule: string;
  /** async: nobody waits for a job. sync: the function does, as long as its time allows. */
  mode: 'async' | 'sync';
  /** `[project.]dataset.table[$partition]`, the project where it is not the functions' own. */
  destination: string;
  sources: readonly SourceFile[];
  /** The group whose `OnDone` waits for the process, and the window that it came of. */
  group?: { id: string; windowId: string };
  /** Missing where there is a refusal, or where actions are all there is to do. */
  ingestion?: Ingestion;
  /** Why the rule cannot be carried out for these files: the process fails as it starts. */
  refusal?: { reason: string; message: string };
  onSuccess: readonly Action[];
  onFailure: readonly Action[];
  /** What is done once about the files that were set aside, where others were loaded; missing in plans of old. */
  onBadFiles?: readonly Action[];
  /** What `$Name` in a request of an action stands for. */
  variables: Readonly<Record<string, unknown>>;
  /** Those of them whose values follow from the path, so that whoever uploads has a say in them. */
  fromPath?: readonly string[];
}

export type LoadConfiguration = NonNullable<JobConfiguration['load']>;

interface IngestionBase {
  /** The project that the jobs run in. */
  projectId: string;
  /** A balancer chose the project, by the load jobs that dispatch counted there. */
  isBalanced?: boolean;
  /** The load job, but for its files and where it writes: the temporary table, or else the destination. */
  load: LoadConfiguration;
  /** The tables that get rows in the end: one, or those of a split. */
  destinations: readonly TableName[];
  /** `Schema.Template`: what a destination that is missing is made like, and whose added columns it gets. */
  template?: TableName;
  recovery: RecoveryRules;
  /** How long the destinations are kept after the rows came, in milliseconds. */
  expiryMs?: number;
}

/** The load jobs write to the destination. */
export interface DirectIngestion extends IngestionBase {
  transient?: undefined;
}

/** The load jobs write to a temporary table, from which the rows are moved once all are there. */
export interface TransientIngestion extends IngestionBase {
  transient: Transient;
}

/** How the rows of the sources get to where they belong. */
export type Ingestion = DirectIngestion | TransientIngestion;

/** What the rule says of files that cannot be loaded. */
export interface RecoveryRules {
  /** Rounds of loads after bad files were taken out. */
  maxReload: number;
  /** The rule's own places, gs://bucket/path. */
  corrupted?: string;
  invalidSchema?: string;
  /** Fields of JSON files that the tables lack become columns. */
  addsFields: boolean;
}

/** The temporary table of a process. */
export interface Transient {
  move: MoveSpec;
  /** Where its dataset is made if it is missing; by default where the destination is. */
  region?: string;
  /** Its columns: those of this table, */
  template?: TableName;
  /** or these, or else those that the destination has or will have. */
  fields?: readonly TableField[];
  /** BigQuery infers the columns from the files. */
  autodetect: boolean;
}

/** All tables that live no longer than their process. */
export const temporaryTables = ({ transient }: Ingestion): TableName[] => {
  if (transient === undefined) return [];
  const { source, split } = transient.move;
  return split ? [source, split.clustered] : [source];
};

/** What a destination that the rule creates is laid out like, where no template says so. */
export const layoutOf = ({ timePartitioning, rangePartitioning, clustering }: LoadConfiguration): TableLayout =>
  defined({ timePartitioning, rangePartitioning, clustering });
