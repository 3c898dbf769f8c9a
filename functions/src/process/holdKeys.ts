import { splitPartition } from '../common/partition.ts';
import type { Settings } from '../deps/settings.ts';
import { Failure } from '../failure/failure.ts';
import type { Plan } from '../model/plan.ts';

/** What a hold is about. Limits are a table's, not a partition's. */
export const destinationKey = ({ destination }: Pick<Plan, 'destination'>): string =>
  `table:${splitPartition(destination).table}`;

/** Everything that is done in the project that the jobs of a process run in. */
export const projectKey = (
  { ingestion }: Pick<Plan, 'ingestion'>,
  { projectId }: Pick<Settings, 'projectId'>,
): string => `project:${ingestion?.projectId ?? projectId}`;

/** Why a job is not even submitted: others were refused before it, or did not get through. */
class Held extends Failure {
  readonly until: Date;
  readonly key: string;

  constructor(key: string, until: Date) {
    super({
      kind: 'transient',
      reason: 'held',
      message: `${key} is on hold until ${until.toISOString()}, after a refusal or an outage`,
    });
    this.key = key;
    this.until = until;
  }
}

export const held = (key: string, until: Date): Failure => new Held(key, until);

/** The hold that a failure names, if it is about one that was there before. */
export const heldReason = (failure: Failure): { key: string; until: Date } | undefined =>
  failure instanceof Held ? { key: failure.key, until: failure.until } : undefined;
