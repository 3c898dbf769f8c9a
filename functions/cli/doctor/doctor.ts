import type { Command } from 'commander';
import { type Deployment, deploymentOf } from '../input/deployment.ts';
import { UsageError } from '../input/usageError.ts';
import { jsonText, say, sayAside } from '../text/say.ts';
import type { Report } from './model/report.ts';
import type { World } from './model/world.ts';
import { reportText } from './reportText.ts';

interface Options {
  json?: true;
  probe?: true;
  dataset?: string;
  yes?: true;
}

interface Probing extends Options {
  deployment: Deployment;
}

/** Adds `bqtail doctor`: exit code 1 where something is wrong. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check a deployment with your own credentials; without --probe, it changes nothing.')
    .option('--probe', 'load one small test file, and remove it again')
    .option(
      '--dataset <name>',
      'the dataset for the table of the probe: [project.]dataset; by default one that rules load into',
    )
    .option('--yes', 'probe without asking')
    .option('--json', 'for tools')
    .action(async (options: Options) => {
      if (!options.probe && (options.yes || options.dataset !== undefined))
        throw new UsageError('--yes and --dataset go with --probe: without it nothing is changed');
      const deployment = deploymentOf(program);
      const { worldOf } = await import('./worldOf.ts');
      const { examine } = await import('./examine.ts');
      const world = await worldOf(deployment);
      const report = await examine(world);
      const { json, probe } = options;
      if (!json) say(reportText(report));
      const probed = probe ? await probedReport(report, world, { ...options, deployment }) : report;
      if (json) say(jsonText(probed));
      if (probed.findings.some(({ outcome }) => outcome === 'wrong')) process.exitCode = 1;
    });
}

/** The report with what the probe found. */
async function probedReport(
  report: Report,
  world: World,
  { json, dataset, yes, deployment }: Probing,
): Promise<Report> {
  const { probeDeployment } = await import('./probeDeployment.ts');
  // What tools read is the report alone.
  const tell = json ? sayAside : say;
  const found = await probeDeployment(world, { deployment, dataset, say: tell, isConfirmed: yes === true });
  return { ...report, findings: [...report.findings, ...found] };
}
