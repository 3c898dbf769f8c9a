import pMap from 'p-map';
import type { Deps } from '../../src/deps/deps.ts';
import { tableNameOf } from '../../src/model/table.ts';
import { parseTable } from '../../src/rule/destination.ts';
import { MODIFICATIONS_A_DAY, modificationsADay } from '../../src/rule/modificationLimits.ts';
import type { RuleProblem } from '../../src/rule/problem.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { problemsOfSet } from '../check/problemsOfSet.ts';
import { type Comparison, compare } from './compare.ts';
import { type Difference, differences } from './differences.ts';
import { type InBucket, inBucket } from './inBucket.ts';
import { meet } from './meet.ts';
import { type RuleTexts, readSet } from './readSet.ts';
import { recentFiles } from './recentFiles.ts';
import type { StateInForce } from './states.ts';

/** What a push would do, and mean. */
export interface PushPlan {
  /** The number of the state in force. */
  state: number;
  /** The rule files after it. */
  texts: RuleTexts;
  /** Whether a file differs, if only in a comment. */
  differs: boolean;
  differences: Difference[];
  /** Rule files in force that the folder does not have, and that stay. */
  kept: string[];
  /** Files that were copied over the state in force since it was pushed. */
  changedSince: string[];
  problems: RuleProblem[];
  /** What could not be looked at. */
  notes: string[];
  /** Missing where an error stands in the way. */
  meaning?: Meaning;
}

export interface Meaning extends Comparison {
  days: number;
  /** How many files came, */
  total: number;
  /** and how many of them were looked at. */
  looked: number;
  /** Tables that would be modified more often in a day than BigQuery takes, at this rate. */
  beyond: { table: string; aDay: number; limit: number }[];
  inBucket: InBucket;
}

interface Asked {
  /** The rule files of the folder, or of an earlier state. */
  local: RuleTexts;
  /** Rule files in force that are not among them go. */
  prune: boolean;
  days: number;
  /** What is wrong with the SQL of rules, which stand in these texts. */
  lookAtSql: (rules: readonly LoadedRule[], texts: RuleTexts) => Promise<{ problems: RuleProblem[]; notes: string[] }>;
}

const CONCURRENCY = 8;

export async function planPush(asked: Asked, inForce: StateInForce, deps: Deps): Promise<PushPlan> {
  const { local, prune, days } = asked;
  const others = [...inForce.texts].filter(([name]) => !local.has(name));
  const texts: RuleTexts = new Map(prune ? local : [...others, ...local]);
  const [before, after] = [readSet(inForce.texts), readSet(texts)];
  const { triggerBucket } = deps.settings;
  const ofSql = await asked.lookAtSql(after.rules, texts);
  const problems = [...problemsOfSet({ rules: after.rules, own: after.problems, triggerBucket }), ...ofSql.problems];
  const replaces = inForce.manifest?.says.replaces;
  const plan: PushPlan = {
    ...{
      state: inForce.state,
      texts,
      problems,
      notes: ofSql.notes,
      differences: differences(before.rules, after.rules),
    },
    differs: texts.size !== inForce.texts.size || [...texts].some(([name, text]) => inForce.texts.get(name) !== text),
    kept: prune ? [] : others.map(([name]) => name),
    changedSince:
      replaces === undefined
        ? []
        : inForce.listed.filter(({ name, generation }) => replaces[name] !== generation).map(({ name }) => name),
  };
  if (problems.some(({ severity }) => severity === 'error')) return plan;
  const { total, files } = await recentFiles(days, deps);
  const cases = files.map((file) => ({
    ...{ file, before: meet(file, before.rules, deps), after: meet(file, after.rules, deps) },
  }));
  const compared = compare(cases);
  const meaning = {
    ...{ ...compared, days, total, looked: files.length },
    beyond: await beyondQuota(compared.after.modifications, days, deps),
    inBucket: await inBucket(before.rules, after.rules, deps),
  };
  return { ...plan, meaning };
}

async function beyondQuota(
  modifications: Readonly<Record<string, number>>,
  days: number,
  { tables }: Deps,
): Promise<Meaning['beyond']> {
  const often = Object.entries(modifications)
    .map(([table, count]) => ({ table, aDay: Math.ceil(count / days) }))
    .filter(({ aDay }) => aDay > MODIFICATIONS_A_DAY.standard);
  const looked = await pMap(
    often,
    async ({ table, aDay }) => {
      const found = await tables.find(tableNameOf(parseTable(table), ''));
      return { table, aDay, limit: modificationsADay(found ?? {}) };
    },
    { concurrency: CONCURRENCY },
  );
  return looked.filter(({ aDay, limit }) => aDay > limit);
}
