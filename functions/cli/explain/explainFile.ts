import { actionKinds } from '../../src/action/actionKinds.ts';
import { windowsFor } from '../../src/batch/batchWindow.ts';
import type { Deps } from '../../src/deps/deps.ts';
import { eventIdOf } from '../../src/model/eventId.ts';
import { isFolder, parseGsUrl, reservedPrefix } from '../../src/model/places.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { SourceFile } from '../../src/model/sourceFile.ts';
import { fullTableName, type TableInfo } from '../../src/model/table.ts';
import { planProcess } from '../../src/plan/planProcess.ts';
import { matchRule } from '../../src/rule/matchRule.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { RuleError } from '../../src/rule/ruleError.ts';
import { whyNotMatched } from '../../src/rule/whyNotMatched.ts';
import { loadJobsFor } from '../../src/tail/newProcess.ts';
import { readRuleFiles } from '../input/ruleFiles.ts';
import { UsageError } from '../input/usageError.ts';
import type { Answer } from './answer.ts';
import { type Explanation, explanationOf, tablesOf } from './explanation.ts';

export interface Question {
  /** Rule files, or folders of them. */
  rules: readonly string[];
  /** When the file is to have been created. */
  created?: string;
}

/** Which rule takes a file, or why none does, and what would run. */
export async function explain(url: string, { rules: paths, created }: Question, deps: Deps): Promise<Answer> {
  const { rules, problems } = await readRuleFiles(paths);
  const { file, exists } = await fileAt(url, created, deps);
  const path = `/${file.name}`;
  const base = {
    file: { url, exists, created: file.created },
    ruleErrors: problems.filter(({ severity }) => severity === 'error'),
  };
  if (isFolder(file.name))
    return {
      ...base,
      outcome: 'noMatch',
      why: 'an object whose name ends with a slash is a folder to storage browsers',
      rules: [],
    };
  const reserved = reservedPrefix(file.name);
  if (reserved)
    return {
      ...base,
      outcome: 'noMatch',
      why: `${reserved} is bqtail's own; data files must not lie there`,
      rules: [],
    };
  const match = matchRule(rules, path);
  switch (match.outcome) {
    case 'noMatch': {
      const reasons = rules.map((loaded) => ({ rule: placeOf(loaded), why: whyNotMatched(loaded.rule, path) ?? '' }));
      return { ...base, outcome: 'noMatch', why: 'no rule takes it', rules: reasons };
    }
    case 'disabled':
      return { ...base, outcome: 'disabled', rule: placeOf(match.rule) };
    case 'ambiguous':
      return { ...base, outcome: 'ambiguous', rules: match.rules.map(placeOf) };
    case 'matched':
      return {
        ...base,
        outcome: 'matched',
        rule: placeOf(match.rule),
        explanation: await explainMatch(match.rule, file, deps),
      };
  }
}

const placeOf = ({ url, line }: LoadedRule): string => `${url}:${line}`;

async function explainMatch(rule: LoadedRule, file: SourceFile, deps: Deps) {
  const { projectId, triggerBucket } = deps.settings;
  const surroundings = {
    processId: eventIdOf(file),
    projectId,
    triggerBucket,
    loadJobs: await loadJobsFor(rule, deps),
    groupId: groupIdFor(rule, file),
  };
  const plan = planProcess(rule, [file], surroundings);
  const explanation = explanationOf({ plan, triggerBucket, projectId, tables: await lookUp(plan, deps) });
  return { ...explanation, ...windowOf(rule, plan) };
}

/** The group that the file's process would be part of; where the rule gives no table for the file, its plan says so. */
function groupIdFor(rule: LoadedRule, file: SourceFile): string | undefined {
  try {
    return rule.rule.Batch && windowsFor(rule, file, actionKinds)(0).group?.id;
  } catch (error) {
    if (error instanceof RuleError) return undefined;
    throw error;
  }
}

/** The window that the file joins, unless it is closed by then. */
function windowOf(rule: LoadedRule, { sources: [file], refusal }: Plan): Pick<Explanation, 'window'> {
  if (rule.rule.Batch === undefined || file === undefined || refusal) return {};
  const { id, start, end, closes } = windowsFor(rule, file, actionKinds)(0);
  return { window: { id, start, end, closes } };
}

async function lookUp(plan: Plan, { tables }: Deps): Promise<ReadonlyMap<string, TableInfo>> {
  const found = await Promise.all(
    tablesOf(plan).map(async (name) => [fullTableName(name), await tables.find(name)] as const),
  );
  return new Map(found.flatMap(([name, table]) => (table ? [[name, table] as const] : [])));
}

/** The file as it is, or as it would be. */
async function fileAt(
  url: string,
  created: string | undefined,
  deps: Deps,
): Promise<{ file: SourceFile; exists: boolean }> {
  const place = placeAt(url);
  const given = created === undefined ? undefined : new Date(created);
  if (given && Number.isNaN(given.getTime()))
    throw new UsageError(`--created ${created} is no time; write ISO 8601, such as 2026-01-31T23:59:00Z`);
  const found = await deps.objects.stat(place);
  const time = given ?? found?.created ?? deps.clock.now();
  // A file that is not there is explained as one that holds something: an empty one would be set aside.
  const { generation = '0', size = 1 } = found ?? {};
  return { file: { ...place, generation, size, created: time.toISOString() }, exists: found !== undefined };
}

function placeAt(url: string): { bucket: string; name: string } {
  try {
    const place = parseGsUrl(url);
    if (place.name !== '') return place;
  } catch {
    // Said below.
  }
  throw new UsageError(`${JSON.stringify(url)} is no file; write gs://bucket/path`);
}
