import type { Rule } from '../rule/schema.ts';

interface Load {
  processId: string;
  projectId: string;
  /** Running and pending load jobs by project. */
  loadJobs: Readonly<Record<string, number>>;
}

/**
 * The project whose load jobs a process's are counted among. `fallback` takes the first that has room (fewer than
 * `MaxLoadJobs`), `rand` any that has; where none has room, the one with the fewest. What is random is a function of the
 * event ID, so that the same process is always planned alike.
 */
export function chooseProject(transient: Rule['Dest']['Transient'], { processId, projectId, loadJobs }: Load): string {
  const own = transient?.ProjectID ?? projectId;
  if (transient?.Balancer === undefined) return own;
  const { Strategy, ProjectIDs, MaxLoadJobs = Number.POSITIVE_INFINITY } = transient.Balancer;
  const jobsIn = (id: string): number => loadJobs[id] ?? 0;
  const free = ProjectIDs.filter((id) => jobsIn(id) < MaxLoadJobs);
  const chosen =
    free.length === 0
      ? ProjectIDs.toSorted((a, b) => jobsIn(a) - jobsIn(b))[0]
      : free[Strategy === 'rand' ? Number(BigInt(processId) % BigInt(free.length)) : 0];
  return chosen ?? own;
}
