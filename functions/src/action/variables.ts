import type { Process, ProcessError } from '../journal/process.ts';
import { gsUrl } from '../places.ts';
import type { Variables } from '../rule/expand.ts';

interface Facts {
  triggerBucket: string;
  projectId: string;
  /** Why the process failed; only `OnFailure` sees it. */
  error?: ProcessError;
}

/** What the variables in an action's request stand for. */
export function actionVariables({ eventId, plan }: Process, { triggerBucket, projectId, error }: Facts): Variables {
  const uris = plan.sources.map(({ bucket, name }) => gsUrl(bucket, name));
  return {
    ...plan.variables,
    EventID: eventId,
    JobID: plan.load?.jobId ?? '',
    DestTable: plan.destination,
    LoadURIs: uris,
    URLs: uris.join(','),
    SourceURI: uris[0] ?? '',
    RuleURL: plan.rule,
    TriggerBucket: triggerBucket,
    ProjectID: projectId,
    ...(error ? { Error: error.message } : {}),
  };
}
