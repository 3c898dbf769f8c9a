import { AUDIT, DATASET, HOOKS } from '../scenario/ruleText.ts';
import type { ActionSpec, RuleSpec } from '../scenario/scenario.ts';
import type { World } from '../world/world.ts';
import type { EndedProcess } from './ledger.ts';
import type { Problem } from './problem.ts';

/** A request or a message that an action sent. */
interface Sent {
  /** `‹rule›/success/‹event ID›` */
  what: string;
  key: string;
}

/** Actions run once for each process that calls for them; one that is sent again has the same idempotency key. */
export function checkActions(world: World, processes: ReadonlyMap<string, EndedProcess>): Problem[] {
  const { cloud, scenario } = world;
  const calls = cloud.sent.map(({ request }) => ({
    what: String(request.url).slice(HOOKS.length + 1),
    key: String(request.headers['idempotency-key']),
  }));
  const messages = cloud.published.map(({ message }) => ({
    what: message.data,
    key: String(message.attributes['idempotencyKey']),
  }));
  const audits = cloud.rows(`${DATASET}.${AUDIT}`).map(({ id }) => ({ what: String(id), key: '' }));
  const problems = scenario.rules.flatMap((rule) =>
    [...processes.values()]
      .filter((process) => process.rule === rule.name && process.sources.length > 0)
      .flatMap((process) => [
        ...wrongOf('call', calls, { rule, process }),
        ...wrongOf('push', messages, { rule, process }),
        ...wrongAudits(audits, { rule, process }),
      ]),
  );
  return problems.map((text) => ({ check: 'actions', text }));
}

interface Subject {
  rule: RuleSpec;
  process: EndedProcess;
}

/** How often an action may have been done, by branch. */
function expectedTimes(action: ActionSpec, branch: 'success' | 'failure', { rule, process }: Subject): number[] {
  const { status } = process;
  const actions = branch === 'success' ? rule.onSuccess : rule.onFailure;
  if (!actions.includes(action)) return [0];
  // Those before the one that failed were done.
  if (status === 'actionFailed') return branch === 'success' ? [0, 1] : [1];
  return [status === (branch === 'success' ? 'done' : 'failed') ? 1 : 0];
}

function wrongOf(action: ActionSpec, sent: readonly Sent[], subject: Subject): string[] {
  return (['success', 'failure'] as const).flatMap((branch) => {
    const what = `${subject.rule.name}/${branch}/${subject.process.id}`;
    const keys = new Set(sent.filter((one) => one.what === what).map(({ key }) => key));
    const expected = expectedTimes(action, branch, subject);
    if (expected.includes(keys.size)) return [];
    return [
      `${action} of ${what} was done ${keys.size} times, not ${expected.join(' or ')}; its process is ${subject.process.status} ${subject.process.error}`,
    ];
  });
}

/** A statement has no idempotency key: its job has an ID. */
function wrongAudits(audits: readonly Sent[], subject: Subject): string[] {
  const what = `${subject.rule.name}/success/${subject.process.id}`;
  const wanted = [
    { action: 'audit', id: what },
    { action: 'script', id: `${what}/first` },
    { action: 'script', id: `${what}/second` },
  ] as const;
  return wanted.flatMap(({ action, id }) => {
    const times = audits.filter((one) => one.what === id).length;
    const expected = expectedTimes(action, 'success', subject);
    if (expected.includes(times)) return [];
    return [`the ${action} of ${id} ran ${times} times, not ${expected.join(' or ')}`];
  });
}
