import { type Command, InvalidArgumentError } from 'commander';
import type { Deps } from '../../src/deps/deps.ts';
import { isWholeTable } from '../../src/model/table.ts';
import { deploymentOf } from '../input/deployment.ts';
import { filePlaceOf } from '../input/placeOf.ts';
import { timeOf } from '../input/timeOf.ts';
import { UsageError } from '../input/usageError.ts';
import { wholeNumber } from '../input/wholeNumber.ts';
import { jsonText, say } from '../text/say.ts';
import { list } from './list.ts';
import { listText } from './listText.ts';
import { statusText } from './statusText.ts';
import { fileStatus, processStatus, type Status } from './trail.ts';

interface Options {
  failed?: true;
  since?: Date;
  limit: number;
  json?: true;
}

/** Adds `bqtail status [process ID | gs://… | table]`: exit code 1 where nothing is known, or something failed. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('The trail of a file or a process; or the newest processes, of a table or of all.')
    .argument('[which]', 'gs://bucket/path, a process ID, or [project.]dataset.table', named)
    .option(
      '--failed',
      'only failed processes; without a table, also files that were set aside, refused, or met rules with errors',
    )
    .option(
      '--since <time>',
      'only processes that began after this: ISO 8601, or a span until now such as 2hours',
      timeOf,
    )
    .option('-n, --limit <count>', 'how many lines', wholeNumber(1), 20)
    .option('--json', 'for tools')
    .action(async (which: string | undefined, options: Options) => {
      if (isOne(which) && (options.failed || options.since))
        throw new UsageError('--failed and --since choose among processes: leave them out for one file or process');
      const { connect } = await import('../cloud/connect.ts');
      const deps = await connect(deploymentOf(program));
      const told = isOne(which) ? await trail(which, options, deps) : await listing(which, options, deps);
      say(told.text);
      if (told.isTrouble) process.exitCode = 1;
    });
}

interface Told {
  text: string;
  isTrouble: boolean;
}

const isProcessId = (which: string): boolean => /^[1-9]\d{0,18}$/.test(which);

/** Whether one file or process is asked for. */
const isOne = (which: string | undefined): which is string =>
  which !== undefined && (isProcessId(which) || which.startsWith('gs://'));

/** What is asked for; throws commander's error where that is nothing of which there is a trail. */
function named(which: string): string {
  if (isOne(which) || isWholeTable(which)) return which;
  throw new InvalidArgumentError(
    'It is no file, process or table: write gs://bucket/path, a process ID, or [project.]dataset.table.',
  );
}

async function trail(which: string, { json }: Options, deps: Deps): Promise<Told> {
  const status = isProcessId(which) ? await processStatus(which, deps) : await fileStatus(filePlaceOf(which), deps);
  return { text: json ? jsonText(status) : statusText(status, deps.settings.projectId), isTrouble: isTrouble(status) };
}

const isTrouble = ({ isKnown, processes }: Status): boolean =>
  !isKnown || processes.some(({ status }) => status === 'failed' || status === 'actionFailed');

async function listing(table: string | undefined, options: Options, deps: Deps): Promise<Told> {
  const { json, ...wanted } = options;
  const found = await list({ ...wanted, ...(table === undefined ? {} : { table }) }, deps);
  const isTrouble = found.processes.some(({ status }) => status === 'failed' || status === 'actionFailed');
  return {
    text: json ? jsonText(found) : listText(found),
    isTrouble: isTrouble || found.files.length > 0,
  };
}
