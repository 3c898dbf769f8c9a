import type { Command } from 'commander';
import { reportText } from './reportText.ts';

/** Adds `bqtail doctor`: exit code 1 where something is wrong. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check a deployment, with your own credentials and without changing anything.')
    .option('--json', 'for tools')
    .action(async ({ json }: { json?: true }) => {
      const { project: projectId } = program.opts<{ project: string }>();
      const { worldOf } = await import('./worldOf.ts');
      const { examine } = await import('./examine.ts');
      const report = await examine(await worldOf(projectId));
      console.log(json ? JSON.stringify(report, null, 2) : reportText(report));
      if (report.findings.some(({ outcome }) => outcome === 'wrong')) process.exitCode = 1;
    });
}
