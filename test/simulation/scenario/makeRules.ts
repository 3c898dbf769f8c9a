import type { Random } from '../../support/cloud/random.ts';
import type { ActionSpec, MoveKind, RuleSpec } from './scenario.ts';

const MAX_RULES = 3;

const MOVES: readonly MoveKind[] = ['copy', 'query', 'dml', 'unique'];

export function makeRules(random: Random): RuleSpec[] {
  const count = random.between(1, MAX_RULES);
  return Array.from({ length: count }, (_, index) => makeRule(`r${index}`, random.fork(`rule ${index}`)));
}

function makeRule(name: string, random: Random): RuleSpec {
  const isBatched = random.chance(0.55);
  const batchSec = random.pick([10, 30, 60, 120, 300]);
  const move = random.chance(0.5) ? pickOf(random, MOVES) : undefined;
  return {
    name,
    isAsync: random.chance(0.75),
    format: random.chance(0.8) ? 'json' : 'csv',
    ...(isBatched ? { batchSec } : {}),
    ...(isBatched && random.chance(0.2) ? { maxDelaySec: 20 } : {}),
    ...(isBatched && random.chance(0.3) ? { groupSec: random.pick([300, 600, 1800]) } : {}),
    ...(move ? { move } : {}),
    ...(!isBatched && random.chance(0.15) ? { override: true } : {}),
    ...(random.chance(0.2) ? { addsFields: true } : {}),
    onSuccess: makeOnSuccess(random),
    onFailure: random.chance(0.5) ? ['call'] : [],
  };
}

function makeOnSuccess(random: Random): ActionSpec[] {
  const actions: ActionSpec[] = [];
  if (random.chance(0.3)) actions.push(random.chance(0.5) ? 'audit' : 'script');
  if (random.chance(0.4)) actions.push('call');
  if (random.chance(0.15)) actions.push('push');
  if (random.chance(0.8)) actions.push(random.chance(0.7) ? 'delete' : 'move');
  return actions;
}

/** One of a list that is not empty. */
export function pickOf<T>(random: Random, items: readonly T[]): T {
  const [first, ...rest] = items;
  if (first === undefined) throw new Error('nothing to pick from');
  return random.pick([first, ...rest]);
}
