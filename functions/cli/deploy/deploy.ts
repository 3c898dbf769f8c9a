import type { Command } from 'commander';
import { deploymentOf } from '../input/deployment.ts';
import { personAsked } from '../input/person.ts';
import { UsageError } from '../input/usageError.ts';
import { say } from '../text/say.ts';
import { planText } from './planText.ts';

/** Adds `bqtail deploy`: exit code 1 where something hinders, or a command fails. */
export function addDeploy(program: Command): void {
  program
    .command('deploy')
    .description('Show what a deployment still needs; with --yes, make it by the Firebase CLI.')
    .option('--yes', 'run the commands of the plan')
    .action(async ({ yes }: { yes?: true }) => {
      const deployment = deploymentOf(program);
      const { projectId: project } = deployment;
      if (deployment.isKit)
        throw new UsageError(
          'a kit is deployed with the functions of its app: npx firebase deploy --only functions, there',
        );
      if (project.startsWith('demo-'))
        throw new UsageError(
          `${project} is the local world, where nothing is deployed; name a real project with --project`,
        );
      const { worldOf } = await import('../doctor/worldOf.ts');
      const { examine } = await import('../doctor/examine.ts');
      const { planDeployment } = await import('./planDeployment.ts');
      const world = await worldOf(deployment);
      const plan = planDeployment({ report: await examine(world), world, force: personAsked() === undefined });
      say(planText(plan));
      if (plan.hindrances.length > 0) process.exitCode = 1;
      else if (!yes) say('Nothing is done yet: give --yes.');
      else {
        const { byFirebaseCli, runSteps } = await import('./runSteps.ts');
        const failed = await runSteps(plan.steps, byFirebaseCli);
        if (failed) process.exitCode = 1;
        say(
          failed
            ? `firebase ${failed.args.join(' ')} failed; the commands after it were not run.`
            : `Deployed. Next: npm run bqtail -- doctor --project ${project}`,
        );
      }
    });
}
