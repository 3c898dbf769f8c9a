import { join } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../../src/common/counted.ts';
import type { Deps } from '../../src/deps/deps.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { confirmed } from '../input/confirm.ts';
import { type Deployment, deploymentOf } from '../input/deployment.ts';
import { UsageError } from '../input/usageError.ts';
import { wholeNumber } from '../input/wholeNumber.ts';
import type { SqlReader } from '../sql/sqlReader.ts';
import { jsonText, say, sayAside } from '../text/say.ts';
import type { PushPlan } from './planPush.ts';
import type { RuleTexts } from './readSet.ts';
import type { StateInForce } from './states.ts';

interface Options {
  days: number;
  dryRun?: true;
  yes?: true;
  prune?: true;
  takeIn?: true;
  detailedExitcode?: true;
  json?: true;
}

/** What is to be in force. */
interface Wanted {
  texts: RuleTexts;
  /** Rule files in force that are not among them go. */
  prune: boolean;
  commit?: string;
  /** The state that is brought back. */
  of?: number;
}

/** Adds `bqtail push [folder]` and `bqtail rollback [state]`: exit code 1 where nothing can be pushed, 2 with --detailed-exitcode where something differs. */
export function addPush(program: Command, openSqlReader: () => Promise<SqlReader>): void {
  const pushCommand = program
    .command('push')
    .description(
      'Put the rules of the project in force, all at once: shows what differs and what that changes, and asks.',
    )
    .argument('[folder]', "the project's rules folder by default")
    .option('--prune', 'rule files in force that the folder does not have are removed');
  withOptions(pushCommand).action(async (folder: string | undefined, options: Options) => {
    const deployment = deploymentOf(program);
    const from = folder ?? join(deployment.root, 'rules');
    await carryOut({ options, deployment, openSqlReader }, async () => {
      const [{ localRules }, { commitOf }] = await Promise.all([import('./localRules.ts'), import('./commitOf.ts')]);
      const [texts, commit] = await Promise.all([localRules(from), commitOf(from)]);
      return { texts, prune: options.prune === true, ...(commit === undefined ? {} : { commit }) };
    });
  });
  const rollbackCommand = program
    .command('rollback')
    .description('Put an earlier state of the rules in force again, by the same plan.')
    .argument('[state]', 'its number; by default the one before that in force', wholeNumber(0));
  withOptions(rollbackCommand).action(async (state: number | undefined, options: Options) => {
    await carryOut({ options, deployment: deploymentOf(program), openSqlReader }, async (inForce, deps) => {
      const { earlierState } = await import('./states.ts');
      if (state === undefined && inForce === 0)
        throw new UsageError('nothing was pushed yet, so that there is no state to go back to; push rules first');
      const of = state ?? inForce - 1;
      return { texts: await earlierState(of, deps), prune: true, of };
    });
  });
}

const withOptions = (command: Command): Command =>
  command
    .option(
      '--days <count>',
      'show what the new rules would have done with the files of so many days',
      wholeNumber(1, 90),
      1,
    )
    .option('--dry-run', 'show the plan only')
    .option('--yes', 'do not ask')
    .option('--take-in', 'take in files in the bucket that the new rules match and the old ones did not')
    .option('--detailed-exitcode', 'exit code 2 if something differs')
    .option('--json', 'for tools; with --dry-run or --yes');

/** What is pushed, over what, and where. */
interface Pushing {
  plan: PushPlan;
  wanted: Wanted;
  inForce: StateInForce;
  deployment: Deployment;
  deps: Deps;
}

/** How a command was called. */
interface Call {
  options: Options;
  deployment: Deployment;
  openSqlReader: () => Promise<SqlReader>;
}

type Find = (inForce: number, deps: Deps) => Promise<Wanted>;

async function carryOut(call: Call, find: Find): Promise<void> {
  try {
    await plannedAndDone(call, find);
  } catch (error) {
    // With --detailed-exitcode 2 says that something differs: what cannot be done is an error like others.
    if (!(error instanceof UsageError) || !call.options.detailedExitcode) throw error;
    sayAside(error.message);
    process.exitCode = 1;
  }
}

async function plannedAndDone(call: Call, find: Find): Promise<void> {
  const { options } = call;
  if (options.json && !options.dryRun && !options.yes) {
    throw new UsageError('--json cannot ask: give --dry-run or --yes');
  }
  const pushing = await planned(call, find);
  const { plan } = pushing;
  if (!options.json) {
    const { pushText } = await import('./pushText.ts');
    say(pushText(plan));
  }
  if (plan.meaning === undefined) {
    sayAside('nothing is pushed: mend the errors first');
    process.exitCode = 1;
  } else if (plan.differs && options.detailedExitcode) {
    process.exitCode = 2;
  }
  if (options.takeIn && !plan.differs) sayAside(NOTHING_TAKEN_IN);
  const state = (await isMeant(options, plan)) ? await push(pushing, options) : undefined;
  if (options.json) {
    say(jsonText({ ...plan, texts: [...plan.texts.keys()], pushed: state }));
  } else if (state !== undefined) {
    say(`\nstate ${state} is in force, everywhere within ${pushing.deps.settings.rulesCheckSec} s`);
  }
}

/** Files that came before rules which are in force by now are for a replay. */
const NOTHING_TAKEN_IN =
  'nothing differs, so --take-in does nothing; for files that came before their rule: npm run bqtail -- replay missed';

async function planned({ options: { days }, deployment, openSqlReader }: Call, find: Find): Promise<Pushing> {
  const [{ lookAtSql }, { tablesOfProject }, { cloudReader }, { connect }, { stateInForce }, { planPush }] =
    await Promise.all([
      import('../check/lookAtSql.ts'),
      import('../sql/tableSource.ts'),
      import('../cloud/cloudReader.ts'),
      import('../cloud/connect.ts'),
      import('./states.ts'),
      import('./planPush.ts'),
    ]);
  const deps = await connect(deployment);
  const inForce = await stateInForce(deps);
  const wanted = await find(inForce.state, deps);
  const asked = { local: wanted.texts, prune: wanted.prune, days };
  const { projectId } = deployment;
  const tables = tablesOfProject(cloudReader(projectId));
  const look = (rules: readonly LoadedRule[], texts: RuleTexts) =>
    lookAtSql(rules, { openSqlReader, projectId, tables, texts });
  const plan = await planPush({ ...asked, lookAtSql: look }, inForce, deps);
  return { plan, wanted, inForce, deployment, deps };
}

async function isMeant({ dryRun, yes }: Options, { meaning, differs }: PushPlan): Promise<boolean> {
  if (meaning === undefined || !differs || dryRun) return false;
  return yes === true || confirmed('Put these rules in force?');
}

/** Answers the number of the new state; undefined where somebody else was faster. */
async function push(pushing: Pushing, options: Options): Promise<number | undefined> {
  const { plan, wanted, inForce, deployment, deps } = pushing;
  const [{ switchTo }, { principal }] = await Promise.all([import('./states.ts'), import('../cloud/principal.ts')]);
  const { texts: _, prune: __, ...about } = wanted;
  const by = await principal(deployment.projectId);
  const state = await switchTo({ texts: plan.texts, by, ...about }, inForce, deps);
  if (state === undefined) {
    sayAside('somebody else has pushed rules meanwhile: nothing was changed; push again');
    process.exitCode = 1;
    return undefined;
  }
  if (options.takeIn) {
    const { takeIn } = await import('./takeIn.ts');
    const { files } = plan.meaning?.inBucket ?? { files: [] };
    await takeIn(files, deps);
    sayAside(
      `${counted(files.length, 'file')} will be taken in once the rules are in force everywhere, which takes up to two minutes`,
    );
  }
  return state;
}
