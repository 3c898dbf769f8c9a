import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { deploymentOf } from '../input/deployment.ts';
import { destinationName } from '../input/tableName.ts';
import { UsageError } from '../input/usageError.ts';
import { sayAside } from '../text/say.ts';

interface Options {
  table?: string;
  out?: string;
}

/** Adds `bqtail infer FILE…`: exit code 1 where a file cannot be loaded as it is. */
export function addInfer(program: Command): void {
  program
    .command('infer')
    .description('Read files, and propose rules that load them; it runs nothing.')
    .argument('<files...>', 'files or folders of this machine, or gs://bucket/path, also of a folder')
    .option('-t, --table <dataset.table>', 'the table for the rows; the files must be of one kind', destinationName)
    .option('-o, --out <file>', 'write the rules to this file, which must not exist yet')
    .action(async (files: string[], { table, out }: Options) => {
      const { projectId: project, envDir } = deploymentOf(program);
      const { proposeRules } = await import('./proposeRules.ts');
      const { text, next, refusals } = await proposeRules(files, { project, envDir, table, out });
      for (const refusal of refusals) sayAside(refusal);
      if (refusals.length > 0) process.exitCode = 1;
      if (text === '') return;
      if (out === undefined) process.stdout.write(text);
      else await writeNew(out, text);
      sayAside(next.join('\n'));
    });
}

async function writeNew(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`the folder of ${file} does not exist; make it, or name another file`);
    if (code !== 'EEXIST') throw error;
    throw new UsageError(`${file} is there already; name another, or remove it`);
  }
}
