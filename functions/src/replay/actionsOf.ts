import type { Plan } from '../model/plan.ts';
import type { Process } from '../model/process.ts';
import type { Action } from '../rule/schema.ts';

/** Whether something of an action, by its place in the rule, is done. */
export const isActionBegun = ({ steps }: Pick<Process, 'steps'>, place: string): boolean =>
  steps.some(({ path, state }) => state === 'done' && (path === place || path.startsWith(`${place}#`)));

/** The actions that a process goes on with: each list as it is in another plan, where those that it has run are the same there. */
export function actionsOf(
  process: Process,
  { onSuccess, onFailure, onBadFiles = [] }: Plan,
): Required<Pick<Plan, 'onSuccess' | 'onFailure' | 'onBadFiles'>> {
  const { plan } = process;
  const chosen = (path: string, kept: readonly Action[], next: readonly Action[]) =>
    isSameSoFar(process, path, [kept, next]) ? next : kept;
  return {
    onSuccess: chosen('OnSuccess', plan.onSuccess, onSuccess),
    onFailure: chosen('OnFailure', plan.onFailure, onFailure),
    onBadFiles: chosen('OnBadFiles', plan.onBadFiles ?? [], onBadFiles),
  };
}

type Lists = readonly [kept: readonly Action[] | undefined, next: readonly Action[] | undefined];

function isSameSoFar(process: Process, path: string, [kept = [], next = []]: Lists): boolean {
  return kept.every((action, index) => {
    const place = `${path}[${index}]`;
    if (!process.steps.some((step) => step.state === 'done' && isWithin(step.path, place))) return true;
    const other = next[index];
    return (
      other !== undefined &&
      ownText(action) === ownText(other) &&
      isSameSoFar(process, `${place}.OnSuccess`, [action.OnSuccess, other.OnSuccess]) &&
      isSameSoFar(process, `${place}.OnFailure`, [action.OnFailure, other.OnFailure])
    );
  });
}

const isWithin = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place}#`) || path.startsWith(`${place}.`);

const ownText = ({ Action: name, Request, When }: Action): string => JSON.stringify([name, Request, When]);
