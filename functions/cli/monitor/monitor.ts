import type { Command } from 'commander';
import { deploymentOf } from '../input/deployment.ts';
import { jsonText, say } from '../text/say.ts';
import { monitorText } from './monitorText.ts';

/** Adds `bqtail monitor`: exit code 0 only where the deployment is ok. */
export function addMonitor(program: Command): void {
  program
    .command('monitor')
    .description(
      'Show what is wrong with a deployment, and the commands that mend it; its tables, and the work in flight.',
    )
    .option('--json', 'for tools')
    .action(async ({ json }: { json?: true }) => {
      const [{ connect }, { createMonitor }, { readHours }] = await Promise.all([
        import('../cloud/connect.ts'),
        import('../../src/monitor/monitor.ts'),
        import('../../src/monitor/readHours.ts'),
      ]);
      const deps = await connect(deploymentOf(program));
      const report = await createMonitor(deps, readHours).report();
      say(json ? jsonText(report) : monitorText(report));
      if (report.status !== 'ok') process.exitCode = 1;
    });
}
