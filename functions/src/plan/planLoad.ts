import { jobIdOf } from '../bigquery/jobId.ts';
import { Failure, permanent } from '../failure.ts';
import type { SourceFile } from '../journal/process.ts';
import { destinationOf, type TableReference } from '../rule/destination.ts';
import { fileVariables } from '../rule/expand.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { loadConfiguration } from './loadConfiguration.ts';
import type { LoadPlan, Plan } from './plan.ts';
import { unsupportedFields } from './unsupported.ts';

interface Surroundings {
  eventId: string;
  /** The functions' own project: tables that name none are in it, and jobs run in it. */
  projectId: string;
  supportedActions: readonly string[];
}

/**
 * Plans the ingestion of one file. Never throws: a rule that cannot be carried out for this file gives a plan with a
 * refusal, so that the failure has a process, a journal entry and a report like any other.
 */
export function planLoad(loaded: LoadedRule, file: SourceFile, surroundings: Surroundings): Plan {
  const { rule, url } = loaded;
  const base: Plan = {
    eventId: surroundings.eventId,
    rule: url,
    mode: rule.Async ? 'async' : 'sync',
    destination: rule.Dest.Table,
    sources: [file],
    onSuccess: rule.OnSuccess ?? [],
    onFailure: rule.OnFailure ?? [],
    variables: {},
  };
  try {
    return { ...base, ...planned(loaded, file, surroundings) };
  } catch (error) {
    const reason = error instanceof Failure ? error.reason : 'invalid';
    return { ...base, refusal: { reason, message: error instanceof Error ? error.message : String(error) } };
  }
}

type Planned = Pick<Plan, 'destination' | 'variables'> & { load: LoadPlan };

function planned(
  { rule, url }: LoadedRule,
  file: SourceFile,
  { eventId, projectId, supportedActions }: Surroundings,
): Planned {
  const unsupported = unsupportedFields(rule, supportedActions);
  if (unsupported.length > 0) throw permanent('notSupported', `not supported yet: ${unsupported.join(', ')} (${url})`);
  const identity = { bucket: file.bucket, name: file.name, created: new Date(file.created) };
  const table = destinationOf(rule, identity);
  const destination = nameOf(table, projectId);
  const mode = rule.Async ? 'dispatch' : 'tail';
  return {
    destination,
    variables: fileVariables(rule, identity),
    load: {
      jobId: jobIdOf(destination, { eventId, step: 1, action: 'load', mode }),
      projectId,
      dataset: { projectId: table.projectId ?? projectId, datasetId: table.datasetId },
      configuration: loadConfiguration(rule.Dest, { projectId, table }, [file]),
    },
  };
}

/** `[project.]dataset.table[$partition]`: the project where it is not the functions' own. */
function nameOf({ projectId, datasetId, tableId, partition }: TableReference, ownProjectId: string): string {
  const project = projectId === undefined || projectId === ownProjectId ? '' : `${projectId}.`;
  return `${project}${datasetId}.${tableId}${partition === undefined ? '' : `$${partition}`}`;
}
