import { join } from 'node:path';
import type { Command } from 'commander';
import { deploymentOf } from '../input/deployment.ts';
import { projectSettings } from '../input/projectSettings.ts';

const PROJECT = join(import.meta.dirname, '..', '..', '..');

interface Options {
  rules: string[];
  json?: true;
  created?: string;
}

/** Adds `bqtail explain gs://bucket/path`: exit code 0 where a rule takes the file and can be carried out, else 1. */
export function addExplain(program: Command): void {
  program
    .command('explain')
    .description('Say which rule takes a file, or why none does, and what would run; nothing is run.')
    .argument('<url>', 'gs://bucket/path of a file, which need not exist')
    .option('-r, --rules <paths...>', 'rule files, or folders of them', [join(PROJECT, 'rules')])
    .option('--created <time>', 'when the file is created, ISO 8601; by default its own time, or now')
    .option('--json', 'for tools')
    .action(async (url: string, options: Options) => {
      const [{ createDeps }, { explain }, { explanationText }] = await Promise.all([
        import('../../src/runtime/createDeps.ts'),
        import('./explainFile.ts'),
        import('./explanationText.ts'),
      ]);
      const answer = await explain(url, options, await createDeps(await projectSettings(deploymentOf(program))));
      console.log(options.json ? JSON.stringify(answer, null, 2) : explanationText(answer));
      if (answer.outcome !== 'matched' || answer.explanation.refusal || answer.explanation.problem) {
        process.exitCode = 1;
      }
    });
}
