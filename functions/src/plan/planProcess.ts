import { defined } from '../common/defined.ts';
import { messageOf } from '../common/messageOf.ts';
import { Failure } from '../failure/failure.ts';
import type { Plan } from '../model/plan.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { destinationOf } from '../rule/destination.ts';
import { fileVariables } from '../rule/expand.ts';
import { pathVariables } from '../rule/pathVariables.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { referenceText, type TableReference } from '../rule/tableReference.ts';
import { planIngestion } from './planIngestion.ts';
import { ofProcess, type Surroundings } from './subject.ts';

/**
 * Plans the ingestion of files that one rule takes together. Never throws: a rule that cannot be carried out for them gives
 * a plan with a refusal, so that the failure has a process, a journal entry and a report like any other. The same files in
 * another order give the same plan.
 */
export function planProcess(
  loaded: LoadedRule,
  files: readonly [SourceFile, ...SourceFile[]],
  surroundings: Surroundings,
): Plan {
  const { rule, url } = loaded;
  const sources = files.toSorted(byPlace);
  const base: Plan = {
    processId: surroundings.processId,
    rule: url,
    mode: rule.Async ? 'async' : 'sync',
    destination: rule.Dest.Table,
    sources,
    onSuccess: rule.OnSuccess ?? [],
    onFailure: rule.OnFailure ?? [],
    onBadFiles: rule.OnBadFiles ?? [],
    variables: ofGroup(surroundings),
  };
  try {
    return { ...base, ...planned(loaded, sources, surroundings) };
  } catch (error) {
    const reason = error instanceof Failure ? error.reason : 'invalid';
    return { ...base, refusal: { reason, message: messageOf(error) } };
  }
}

function byPlace(a: SourceFile, b: SourceFile): number {
  return a.bucket === b.bucket
    ? compare(a.name, b.name) || compare(a.generation, b.generation)
    : compare(a.bucket, b.bucket);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

type Planned = Pick<Plan, 'destination' | 'variables' | 'fromPath' | 'ingestion'>;

function planned({ rule }: LoadedRule, sources: readonly SourceFile[], surroundings: Surroundings): Planned {
  const { projectId } = surroundings;
  const [first] = sources;
  if (first === undefined) throw new Error('a process needs a file');
  const identity = { bucket: first.bucket, name: first.name, created: new Date(first.created) };
  const table = destinationOf(rule, identity, ofProcess(surroundings));
  const variables = { ...fileVariables(rule, identity), ...ofGroup(surroundings) };
  const destination = nameOf(table, projectId);
  return {
    destination,
    variables,
    fromPath: pathVariables(rule, identity),
    ingestion: planIngestion({ rule, sources, identity, table, variables, destination }, surroundings),
  };
}

const ofGroup = ({ groupId }: Surroundings): Plan['variables'] => defined({ GroupID: groupId });

/** With its project where that is not the functions' own. */
function nameOf(table: TableReference, ownProjectId: string): string {
  const { projectId, ...rest } = table;
  return referenceText(projectId === ownProjectId ? rest : table);
}
