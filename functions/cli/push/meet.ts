import { actionKinds } from '../../src/action/actionKinds.ts';
import { windowsFor } from '../../src/batch/batchWindow.ts';
import type { Deps } from '../../src/deps/deps.ts';
import { eventIdOf } from '../../src/model/eventId.ts';
import type { SourceFile } from '../../src/model/sourceFile.ts';
import { whyNotLoadable } from '../../src/plan/loadableName.ts';
import { type Effort, effortOf } from '../../src/replay/effort.ts';
import { matchRule } from '../../src/rule/matchRule.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { newProcess } from '../../src/tail/newProcess.ts';

/** What a file meets under rules. */
export type Meeting = Loaded | { is: 'nowhere' | 'disabled' | 'ambiguous' | 'refused' | 'fails' };

export interface Loaded {
  is: 'loaded';
  /** `[project.]dataset.table[$partition]` */
  table: string;
  /** When its window begins and ends; `alone` where its rule has none. */
  window: string;
  /** Files of one group are loaded by one process. */
  group: string;
  /** That of its process, whatever other files are in it. */
  effort: Effort;
}

/** What tail makes of a file, without doing any of it. */
export function meet(file: SourceFile, rules: readonly LoadedRule[], deps: Deps): Meeting {
  const match = matchRule(rules, `/${file.name}`);
  if (match.outcome === 'noMatch') return { is: 'nowhere' };
  if (match.outcome !== 'matched') return { is: match.outcome };
  if (whyNotLoadable(file.name) !== undefined) return { is: 'refused' };
  const processId = eventIdOf(file);
  const { plan } = newProcess({ processId, rule: match.rule, files: [file], loadJobs: {} }, deps);
  if (plan.refusal) return { is: 'fails' };
  const loaded = { is: 'loaded', effort: effortOf(plan) } as const;
  if (match.rule.rule.Batch === undefined) {
    return { ...loaded, table: plan.destination, window: 'alone', group: processId };
  }
  const { id, destination, start, end } = windowsFor(match.rule, file, actionKinds)(0);
  return { ...loaded, table: destination, window: `${start.toISOString()}/${end.toISOString()}`, group: id };
}
