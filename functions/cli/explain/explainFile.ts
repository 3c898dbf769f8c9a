import { actionKinds } from '../../src/action/actionKinds.ts';
import { windowsFor } from '../../src/batch/batchWindow.ts';
import type { Deps } from '../../src/deps/deps.ts';
import { eventIdOf } from '../../src/model/eventId.ts';
import { isFolder, RULES, reservedPrefix } from '../../src/model/places.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { SourceFile } from '../../src/model/sourceFile.ts';
import { fullTableName, type TableInfo } from '../../src/model/table.ts';
import { planProcess } from '../../src/plan/planProcess.ts';
import { matchRule } from '../../src/rule/matchRule.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { RuleError } from '../../src/rule/ruleError.ts';
import { whyNotMatched } from '../../src/rule/whyNotMatched.ts';
import { withQuietRules } from '../../src/runtime/withQuietRules.ts';
import { loadJobsFor } from '../../src/tail/newProcess.ts';
import { filePlaceOf } from '../input/placeOf.ts';
import { readRuleFiles } from '../input/ruleFiles.ts';
import { UsageError } from '../input/usageError.ts';
import type { Answer } from './answer.ts';
import { dryRunsOf } from './dryRunsOf.ts';
import { type Explanation, explanationOf, tablesOf } from './explanation.ts';
import { missingTables } from './missingTables.ts';
import type { World } from './world.ts';

export interface Question {
  /** Rule files, or folders of them; undefined for the rules in force. */
  rules: readonly string[] | undefined;
  /** When the file is to have been created. */
  created?: string | undefined;
  dryRun: boolean;
}

/**
 * Which rule takes a file, or why none does, and what would run. Of a world that cannot be asked it needs nothing where rules are
 * named; then tables are not looked at.
 */
export async function explain(url: string, question: Question, world: World): Promise<Answer> {
  const { rules, problems, from } = await rulesFor(question, world);
  const { file, exists } = await fileAt(url, question.created, world);
  const path = `/${file.name}`;
  const base = {
    file: { url, exists, created: file.created },
    rulesFrom: from,
    notes: notesOn(file, question, world),
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
      return { ...base, outcome: 'noMatch', why: 'no rule matches it', rules: reasons };
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
        explanation: await explainMatch(match.rule, file, { question, world }),
      };
  }
}

const placeOf = ({ url, line }: LoadedRule): string => `${url}:${line}`;

async function rulesFor({ rules: paths }: Question, { cloud, why }: World) {
  if (paths) return { ...(await readRuleFiles(paths)), from: paths.join(', ') };
  if (!cloud) throw new UsageError(`${why}; or name rules with -r, which need no world to be matched`);
  const { rules, problems } = await withQuietRules(cloud.deps).rules.current();
  return { rules, problems, from: `in force, gs://${cloud.deps.settings.configBucket}/${RULES}` };
}

function notesOn({ bucket }: SourceFile, { dryRun }: Question, { triggerBucket, cloud, why }: World): string[] {
  return [
    ...(triggerBucket === undefined || triggerBucket === bucket
      ? []
      : [`gs://${bucket} is not the trigger bucket, which is gs://${triggerBucket}: no event of it reaches bqtail`]),
    ...(cloud
      ? []
      : [`the file and the tables were not checked${dryRun ? ', and BigQuery was not asked' : ''}: ${why}`]),
  ];
}

interface Surroundings {
  question: Question;
  world: World;
}

async function explainMatch(
  rule: LoadedRule,
  file: SourceFile,
  { question, world }: Surroundings,
): Promise<Explanation> {
  const { projectId, triggerBucket = file.bucket, cloud, openSqlReader } = world;
  const surroundings = {
    processId: eventIdOf(file),
    projectId,
    triggerBucket,
    loadJobs: cloud ? await loadJobsFor(rule, cloud.deps) : {},
    groupId: groupIdFor(rule, file),
  };
  const plan = planProcess(rule, [file], surroundings);
  const window = windowOf(rule, plan);
  if (!cloud) {
    const tables = new Map<string, TableInfo>();
    const explanation = await explanationOf({ plan, triggerBucket, projectId, tables });
    const known = { plan, missing: [], reader: undefined, tables, openSqlReader };
    const looked = question.dryRun && openSqlReader ? { dryRuns: await dryRunsOf(explanation, known) } : {};
    return { ...explanation, ...window, ...looked };
  }
  const { deps, reader } = cloud;
  const tables = await lookUp(plan, deps);
  const explanation = await explanationOf({ plan, triggerBucket, projectId, tables, objects: deps.objects });
  const missing = await missingTables(plan, tablesOf(plan), { tables, reader });
  const asked = question.dryRun
    ? { dryRuns: await dryRunsOf(explanation, { plan, missing, reader, tables, openSqlReader }) }
    : {};
  return { ...explanation, ...window, missing, ...asked };
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
  { cloud }: World,
): Promise<{ file: SourceFile; exists: boolean | undefined }> {
  const place = filePlaceOf(url);
  const given = created === undefined ? undefined : new Date(created);
  if (given && Number.isNaN(given.getTime()))
    throw new UsageError(`--created ${created} is no time; write ISO 8601, such as 2026-01-31T23:59:00Z`);
  const found = await cloud?.deps.objects.stat(place);
  const time = given ?? found?.created ?? cloud?.deps.clock.now() ?? new Date();
  // A file that is not there is explained as one that holds something: an empty one would be set aside.
  const { generation = '0', size = 1 } = found ?? {};
  return { file: { ...place, generation, size, created: time.toISOString() }, exists: cloud && found !== undefined };
}
