import { type Command, Option } from 'commander';
import { deploymentOf } from '../input/deployment.ts';
import { UsageError } from '../input/usageError.ts';
import { jsonText, say } from '../text/say.ts';
import { alertsText } from './alertsText.ts';
import { readAlerts } from './readAlerts.ts';
import type { Wanted } from './wanted.ts';

interface Options {
  channel: string[];
  apply?: true;
  yes?: true;
  json?: true;
}

/** Adds `bqtail alerts`: exit code 1 where not all is made. */
export function addAlerts(program: Command): void {
  program
    .command('alerts')
    .description('Show the alert policies, log-based metrics and dashboard for a deployment; with --apply, make them.')
    .option('--channel <name...>', 'who is notified: projects/‹project›/notificationChannels/‹ID›', [])
    .option('--apply', 'show what will be made or changed in the project, ask, and do it; it deletes nothing')
    .option('--yes', 'apply without asking')
    .addOption(new Option('--json', 'the bodies that the APIs take, for tools').conflicts('apply'))
    .action(async ({ channel, apply, yes, json }: Options) => {
      const { projectId, prefix } = deploymentOf(program);
      assertChannels(channel);
      if (yes && !apply) throw new UsageError('--yes goes with --apply: without it nothing is changed');
      if (apply && projectId.startsWith('demo-'))
        throw new UsageError(
          `${projectId} is the local world, which has no Cloud Monitoring: there is nothing to apply to; name a real project with --project`,
        );
      const all = await readAlerts({ projectId, prefix }, channel);
      if (!apply) {
        say(json ? jsonText(byKind(all)) : alertsText(all));
        return;
      }
      if (!(await applied(all, projectId, yes === true))) process.exitCode = 1;
    });
}

function assertChannels(channels: readonly string[]): void {
  const wrong = channels.find((name) => !/^projects\/[\w.:-]+\/notificationChannels\/\w+$/.test(name));
  if (wrong !== undefined)
    throw new UsageError(
      `${wrong} is no channel: give projects/‹project›/notificationChannels/‹ID›, as gcloud beta monitoring channels list prints it`,
    );
}

const byKind = (all: readonly Wanted[]): object => {
  const of = (wanted: Wanted['kind']): object[] => all.filter(({ kind }) => kind === wanted).map(({ body }) => body);
  return { metrics: of('metric'), policies: of('policy'), dashboards: of('dashboard') };
};

async function applied(all: readonly Wanted[], projectId: string, isConfirmed: boolean): Promise<boolean> {
  const [{ cloudCaller }, { GOOGLE: endpoints }, { applyAlerts }, { confirmed }] = await Promise.all([
    import('../cloud/caller.ts'),
    import('../cloud/endpoints.ts'),
    import('./applyAlerts.ts'),
    import('../input/confirm.ts'),
  ]);
  return applyAlerts(all, {
    ...{ projectId, endpoints, caller: await cloudCaller(projectId), say },
    isConfirmed: async () => isConfirmed || confirmed(`Do this in ${projectId}?`),
  });
}
