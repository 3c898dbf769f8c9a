import { HOOKS } from '../scenario/ruleText.ts';
import type { World } from '../world/world.ts';
import type { EndedProcess } from './ledger.ts';
import type { Problem } from './problem.ts';

/** So long after its end a group waits for processes that have not ended. */
const PATIENCE_MS = 6 * 3_600_000;

/** Clocks of two machines differ by less, in milliseconds. */
const SKEW_MS = 500;

/** `OnDone` runs once for each group, when its period is over and all its processes have ended. */
export function checkGroups({ cloud }: World, processes: ReadonlyMap<string, EndedProcess>): Problem[] {
  const { documents } = cloud.firestore;
  return documents.paths('groups').flatMap((path) => {
    const id = path.slice('groups/'.length);
    const calls = cloud.sent.filter(
      ({ request }) => String(request.url).startsWith(HOOKS) && String(request.url).endsWith(`/group/${id}`),
    );
    const keys = new Set(calls.map(({ request }) => request.headers['idempotency-key']));
    // Its members are windows; the process of a window has the ID of the event that opened it.
    const group = documents.get(path)?.fields as { members?: object; ends: { toMillis(): number } };
    const windows = Object.keys(group.members ?? {});
    const members = windows.map((window) => String(documents.get(`windows/${window}`)?.fields['owner']));
    const ends = group.ends.toMillis();
    const late = members.filter((member) => {
      const ended = processes.get(member)?.ended ?? Number.POSITIVE_INFINITY;
      return calls.some(({ at }) => at < ended && at < ends + PATIENCE_MS);
    });
    return [
      ...(keys.size === 1 ? [] : [`OnDone of group ${id} ran ${keys.size} times`]),
      ...(calls.some(({ at }) => at < ends - SKEW_MS) ? [`OnDone of group ${id} ran before its period was over`] : []),
      ...late.map((member) => `OnDone of group ${id} ran before ${member} had ended`),
    ].map((text) => ({ check: 'groups', text }));
  });
}
