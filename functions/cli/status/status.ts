import type { Command } from 'commander';
import type { Deps } from '../../src/deps/deps.ts';
import { parseGsUrl } from '../../src/model/places.ts';
import { projectSettings } from '../input/projectSettings.ts';
import { UsageError } from '../input/usageError.ts';
import { statusText } from './statusText.ts';
import { fileStatus, newestProcesses, processStatus, type Status } from './trail.ts';

/** How many processes are shown where none is named. */
const NEWEST = 20;

/** Adds `bqtail status [event ID | gs://…]`: exit code 1 where nothing is known, or something failed. */
export function addStatus(program: Command): void {
  program
    .command('status')
    .description('The trail of a file or a process; without one, the newest processes.')
    .argument('[which]', 'gs://bucket/path, or an event ID')
    .option('--json', 'for tools')
    .action(async (which: string | undefined, { json }: { json?: true }) => {
      const { project } = program.opts<{ project: string }>();
      const { createDeps } = await import('../../src/runtime/createDeps.ts');
      const deps = await createDeps(await projectSettings(project));
      const status = await statusOf(which, deps);
      console.log(json ? JSON.stringify(status, null, 2) : statusText(status));
      if (isTrouble(status)) process.exitCode = 1;
    });
}

function statusOf(which: string | undefined, deps: Deps): Promise<Status> {
  if (which === undefined) return newestProcesses(NEWEST, deps);
  if (/^[1-9]\d{0,18}$/.test(which)) return processStatus(which, deps);
  if (!which.startsWith('gs://'))
    throw new UsageError(`${JSON.stringify(which)} is neither gs://bucket/path nor an event ID`);
  return fileStatus(parseGsUrl(which), deps);
}

const isTrouble = (status: Status): boolean =>
  status.processes.some(({ status: ended }) => ended === 'failed' || ended === 'actionFailed') ||
  (status.what !== 'newest' && !status.isKnown);
