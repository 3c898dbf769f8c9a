import { defined } from '../common/defined.ts';
import { gsUrl } from '../model/places.ts';
import type { Process, ProcessError } from '../model/process.ts';
import { fullTableName } from '../model/table.ts';
import { remainingLoads } from '../plan/remainingLoads.ts';
import type { Variables } from '../rule/expand.ts';

interface Facts {
  triggerBucket: string;
  projectId: string;
  /** Why the process failed, for `OnFailure`, or which files were set aside, for `OnBadFiles`. */
  error?: ProcessError;
}

/** What the variables in an action's request stand for. */
export function actionVariables(
  { processId, plan, steps, superseded = [] }: Process,
  { triggerBucket, projectId, error }: Facts,
): Variables {
  const { removed, setAside } = remainingLoads({ plan, steps, superseded });
  const urlsOf = (isMeant: (index: number) => boolean): string[] =>
    plan.sources.filter((_, index) => isMeant(index)).map(({ bucket, name }) => gsUrl(bucket, name));
  const good = urlsOf((index) => !removed.has(index));
  // Where nothing good is left, what failed is what the message is about.
  const uris = good.length > 0 || error === undefined ? good : urlsOf((index) => !superseded.includes(index));
  const temporary = plan.ingestion?.transient?.move.source;
  return {
    ...plan.variables,
    EventID: processId,
    JobID: steps.findLast(({ action }) => action === 'load')?.job?.jobId ?? '',
    DestTable: plan.destination,
    ...defined({ TempTable: temporary && fullTableName(temporary), Error: error?.message }),
    LoadURIs: uris,
    URLs: uris.join(','),
    SourceURI: uris[0] ?? '',
    BadURIs: urlsOf((index) => setAside.has(index)),
    RuleURL: plan.rule,
    TriggerBucket: triggerBucket,
    ProjectID: projectId,
  };
}
