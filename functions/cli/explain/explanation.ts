import { actionVariables } from '../../src/action/variables.ts';
import { defined } from '../../src/common/defined.ts';
import type { JobConfiguration } from '../../src/model/job.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Process } from '../../src/model/process.ts';
import type { TableField, TableInfo, TableName } from '../../src/model/table.ts';
import { loadJob } from '../../src/plan/loadJob.ts';
import { jobIdFor } from '../../src/process/jobReference.ts';
import type { ObjectStore } from '../../src/storage/objectStore.ts';
import { movesOf, withoutPartition } from '../sql/movesOf.ts';
import type { DryRun } from './dryRun.ts';
import { type FilledAction, filledActions } from './filledActions.ts';
import type { Missing } from './missingTables.ts';

/** What would run for a file, step by step. */
export interface Explanation {
  eventId: string;
  /** Where the rule has a Batch: the files of this window are loaded together, under the event ID of the first. */
  window?: { id: string; start: Date; end: Date; closes: Date };
  mode: Plan['mode'];
  destination: string;
  refusal?: string;
  temporaryTable?: { name: string; columns: readonly TableField[] };
  jobs: { step: number; purpose: string; jobId: string; projectId: string; configuration: JobConfiguration }[];
  /** What keeps the rows from being moved, as far as that can be told before the load. */
  problem?: string;
  expiryMs?: number;
  /** What it needs and does not find; undefined where nobody could be asked. */
  missing?: readonly Missing[];
  /** What BigQuery says of the SQL, where it was asked. */
  dryRuns?: readonly DryRun[];
  onSuccess: readonly FilledAction[];
  onFailure: readonly FilledAction[];
  onBadFiles: readonly FilledAction[];
}

interface Known {
  plan: Plan;
  triggerBucket: string;
  projectId: string;
  /** The tables that there are, by `fullTableName`; the others do not exist. */
  tables: ReadonlyMap<string, TableInfo>;
  /** undefined where nobody can be asked. */
  objects?: Pick<ObjectStore, 'read'> | undefined;
}

/** The tables that one has to know to explain a plan. */
export function tablesOf({ ingestion }: Plan): TableName[] {
  if (ingestion === undefined) return [];
  const { destinations, template, transient } = ingestion;
  const others = [template, transient?.template, transient?.move.destination].filter((table) => table !== undefined);
  return [...destinations, ...others].map(withoutPartition);
}

/** Works out what the process would do, if its tables stay as they are and its load is good. */
export async function explanationOf(known: Known): Promise<Explanation> {
  const { plan, triggerBucket, projectId } = known;
  const process: Process = { ...NOTHING_DONE, processId: plan.processId, plan };
  const variables = actionVariables(process, { triggerBucket, projectId });
  const facts = { variables, process, objects: known.objects };
  const base = {
    eventId: plan.processId,
    mode: plan.mode,
    destination: plan.destination,
    onSuccess: await filledActions(plan.onSuccess, facts),
    onFailure: await filledActions(plan.onFailure, facts),
    onBadFiles: await filledActions(plan.onBadFiles ?? [], facts),
  };
  const { ingestion, refusal } = plan;
  if (ingestion === undefined) return { ...base, jobs: [], refusal: refusal?.message ?? 'nothing to load' };
  const load = {
    purpose: 'load',
    action: 'load',
    configuration: loadJob(ingestion, { sources: plan.sources, isFirst: true }),
  };
  const { transient } = ingestion;
  const through = transient ? movesOf({ ...ingestion, transient }, known.tables) : { moves: [] };
  const { moves, ...found } = through;
  return {
    ...base,
    ...found,
    jobs: [load, ...moves].map((job, index) => ({
      step: index + 1,
      purpose: job.purpose,
      jobId: jobIdFor(plan, { step: index + 1, action: job.action }),
      projectId: ingestion.projectId,
      configuration: job.configuration,
    })),
    ...defined({ expiryMs: ingestion.expiryMs }),
  };
}

const NOTHING_DONE = {
  status: 'running',
  steps: [],
  jobs: {},
  waits: 0,
  started: new Date(0),
  progressed: new Date(0),
} as const;
