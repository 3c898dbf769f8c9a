import { Argument, type Command } from 'commander';
import { commandsFor } from '../../src/monitor/commands.ts';
import { MAX_FILES, planRequest } from '../../src/replay/request.ts';
import { type Deployment, deploymentOf } from '../input/deployment.ts';
import { tableName } from '../input/tableName.ts';
import { timeOf } from '../input/timeOf.ts';
import { UsageError } from '../input/usageError.ts';
import { wholeNumber } from '../input/wholeNumber.ts';
import { jsonText, say } from '../text/say.ts';
import { planText } from './planText.ts';
import { refusalOf } from './refusalOf.ts';
import { resultText } from './resultText.ts';

interface Options {
  table?: string;
  rule?: string;
  reason?: string;
  from?: string;
  to?: string;
  limit?: number;
  maxBytes?: number;
  rate?: number;
  force?: true;
  apply?: string;
  json?: true;
}

const SUBJECTS = ['failed', 'stalled', 'set-aside', 'missed', 'file', 'process', 'prefix'];

/** Adds `bqtail replay`: exit code 1 where something cannot be replayed, or has changed since the plan. */
export function addReplay(program: Command): void {
  program
    .command('replay')
    .description('Load again what failed or was never loaded: makes a plan; with --apply, does what the plan says.')
    .addArgument(new Argument('[what]', 'what is to be replayed; not with --apply').choices(SUBJECTS))
    .argument('[which]', 'gs://bucket/path for file and prefix, a process ID for process')
    .option('--table <table>', 'only of this table, [project.]dataset.table', tableName)
    .option('--rule <file>', 'only by this rule file')
    .option('--reason <text>', 'only errors with this text; with --force or --apply: your reason, for the record')
    .option(
      '--from <time>',
      'only files created, processes begun, then or later: ISO 8601, or a span until now such as 2days',
      isoTime,
    )
    .option('--to <time>', 'only those before this', isoTime)
    .option('--limit <count>', 'at most so many files, 10,000 by default', wholeNumber(1, MAX_FILES))
    .option('--max-bytes <bytes>', 'at most so many bytes', wholeNumber(1))
    .option('--rate <count>', 'so many files a minute, 1,000 by default', wholeNumber(1))
    .option('--force', 'also what is loaded already; needs --reason')
    .option('--apply <plan>', 'do exactly what that plan says')
    .option('--json', 'for tools')
    .action(async (what: string | undefined, which: string | undefined, options: Options) => {
      const deployment = deploymentOf(program);
      const { apply, reason: _, json: __, ...others } = options;
      if (apply && (what !== undefined || Object.keys(others).length > 0))
        throw new UsageError('--apply does what the plan says: give no subject, no filters and no caps with it');
      const told = apply
        ? await carryOut(apply, options, deployment)
        : await plan({ what, which }, options, deployment);
      say(told.text);
      if (told.isTrouble) process.exitCode = 1;
    });
}

interface Told {
  text: string;
  isTrouble: boolean;
}

/** What both take: the project's world, and who asks. */
async function connected(deployment: Deployment) {
  const [{ connect }, { principal }] = await Promise.all([
    import('../cloud/connect.ts'),
    import('../cloud/principal.ts'),
  ]);
  return { deps: await connect(deployment), by: await principal(deployment.projectId) };
}

async function plan(
  subject: { what: string | undefined; which: string | undefined },
  options: Options,
  deployment: Deployment,
): Promise<Told> {
  const request = requestOf(subject, options);
  const { deps, by } = await connected(deployment);
  const { planReplay } = await import('../../src/replay/planReplay.ts');
  const planned = await planReplay(request, by, deps);
  const isTrouble = planned.left.some(({ left }) => left === 'refused');
  return { text: options.json ? jsonText(planned) : planText(planned, deployment.projectId), isTrouble };
}

async function carryOut(id: string, { reason, json }: Options, deployment: Deployment): Promise<Told> {
  const { deps, by } = await connected(deployment);
  const { applyReplay } = await import('../../src/replay/applyReplay.ts');
  const result = await applyReplay({ id, by, ...(reason ? { reason } : {}) }, deps);
  if (result === undefined)
    throw new UsageError(
      `there is no replay ${id}: plan one first, as ${commandsFor(deployment.projectId)('replay', 'failed')}`,
    );
  const isTrouble = result.changed.length + result.failed.length > 0;
  return { text: json ? jsonText(result) : resultText(result), isTrouble };
}

/** @throws UsageError where the call says nothing that can be replayed. */
function requestOf({ what, which }: { what: string | undefined; which: string | undefined }, options: Options) {
  const { table, rule, reason, from, to, limit, maxBytes, rate, force = false } = options;
  if (what === undefined)
    throw new UsageError(`say what to replay: ${SUBJECTS.join(', ')}; as in: npm run bqtail -- replay failed`);
  if (force && reason === undefined) throw new UsageError('--force needs --reason: it is kept with the replay');
  const subject = what === 'process' ? { what, id: which } : which === undefined ? { what } : { what, url: which };
  const given = {
    subject,
    filters: { table, rule, from, to, ...(force ? {} : { reason }) },
    caps: { limit, maxBytes, rate },
    ...(force ? { force, reason } : {}),
  };
  // What is not given is to be missing.
  const { data, error } = planRequest.safeParse(JSON.parse(JSON.stringify(given)));
  if (data) return data;
  throw new UsageError(refusalOf(error.issues, what));
}

const isoTime = (text: string): string => timeOf(text).toISOString();
