import type { Scenario } from './scenario/scenario.ts';

interface Options {
  /** Whether the scenario still fails in the same way. */
  fails(scenario: Scenario): Promise<boolean>;
  /** How many scenarios are tried at most. */
  tries: number;
}

/** A smaller scenario that fails in the same way: without uploads, troubles, rules, and what else it can do without. */
export async function shrink(scenario: Scenario, { fails, tries }: Options): Promise<Scenario> {
  let smallest = scenario;
  let left = tries;
  for (let isSmaller = true; isSmaller && left > 0; ) {
    isSmaller = false;
    for (const candidate of smallerThan(smallest)) {
      if (left-- <= 0) break;
      if (!(await fails(candidate))) continue;
      smallest = candidate;
      isSmaller = true;
      break;
    }
  }
  return smallest;
}

/** The greatest steps first. */
function* smallerThan(scenario: Scenario): Generator<Scenario> {
  const { uploads, troubles, rules } = scenario;
  for (const rest of without(rules)) {
    const names = new Set(rest.map(({ name }) => name));
    yield { ...scenario, rules: rest, uploads: uploads.filter(({ rule }) => names.has(rule)) };
  }
  for (const rest of without(troubles)) yield { ...scenario, troubles: rest };
  for (const rest of without(uploads)) yield { ...scenario, uploads: rest };
  if (scenario.duplicates > 0) yield { ...scenario, duplicates: 0 };
  if (scenario.late > 0) yield { ...scenario, late: 0 };
  if (scenario.dispatchBudgetSec > 0) yield { ...scenario, dispatchBudgetSec: 0 };
  for (const [index, rule] of rules.entries()) {
    const [, ...fewer] = rule.onSuccess;
    if (rule.onSuccess.length > 0) yield { ...scenario, rules: rules.with(index, { ...rule, onSuccess: fewer }) };
  }
}

/** The list without its first half, its second half, and each of its parts down to single items. */
function* without<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let size = Math.ceil(items.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < items.length; from += size) {
      const rest = [...items.slice(0, from), ...items.slice(from + size)];
      if (rest.length > 0 || items.length === 1) yield rest;
    }
  }
}
