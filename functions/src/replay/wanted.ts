import { actionKinds } from '../action/actionKinds.ts';
import { windowsFor } from '../batch/batchWindow.ts';
import { sha256 } from '../common/sha256.ts';
import type { Deps } from '../deps/deps.ts';
import { eventIdOf } from '../model/eventId.ts';
import { urlOf } from '../model/places.ts';
import type { Plan } from '../model/plan.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { whyNotLoadable } from '../plan/loadableName.ts';
import { matchRule } from '../rule/matchRule.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { newProcess } from '../tail/newProcess.ts';
import { whyUnwanted } from './currentPlan.ts';
import { effortOf } from './effort.ts';
import type { Item, Left } from './item.ts';

/** What the rules make of a file, or why nothing. */
export type Wanted =
  | { is: 'wanted'; rule: LoadedRule; plan: Plan }
  /** `isUnruled`: rules take it that cannot be told apart, or cannot be carried out for it. */
  | { is: 'not'; why: string; isUnruled: boolean };

/** The rule that takes a file, and what it makes of it as the process of that ID. */
export async function wanted(file: SourceFile, processId: string, deps: Deps): Promise<Wanted> {
  const { rules } = await deps.rules.current();
  const match = matchRule(rules, `/${file.name}`);
  if (match.outcome !== 'matched')
    return { is: 'not', why: whyUnwanted(match) ?? '', isUnruled: match.outcome === 'ambiguous' };
  const why = whyNotLoadable(file.name);
  if (why) return { is: 'not', why, isUnruled: true };
  const { plan } = newProcess({ processId, rule: match.rule, files: [file], loadJobs: {} }, deps);
  if (plan.refusal) return { is: 'not', why: plan.refusal.message, isUnruled: true };
  return { is: 'wanted', rule: match.rule, plan };
}

/** What is known of each file that a replay takes; `group`: what it is taken with. */
export function aboutFile(
  file: SourceFile,
  { rule, plan }: Extract<Wanted, { is: 'wanted' }>,
  group: string,
): Omit<Item, 'does'> {
  return {
    ...{ url: urlOf(file), files: 1, bytes: file.size, destination: plan.destination, rule: rule.url },
    ...{ ...effortOf(plan), group, afterMs: 0 },
    fingerprint: sha256(JSON.stringify(plan)),
  };
}

/** What a file is taken in with: its window, or nothing. */
export const groupOf = (rule: LoadedRule, file: SourceFile): string =>
  rule.rule.Batch ? windowsFor(rule, file, actionKinds)(0).id : eventIdOf(file);

/** Whether the bucket has that version still. */
export const isThere = async (file: SourceFile, { objects }: Pick<Deps, 'objects'>): Promise<boolean> =>
  (await objects.stat(file))?.generation === file.generation;

/** Why a version cannot be loaded that is not there any more. */
export const GONE = 'it was overwritten or deleted: upload it again';

export const leave = (file: SourceFile, left: Left['left'], why: string): Left => ({ left, why, url: urlOf(file) });
