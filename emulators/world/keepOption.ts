import path from 'node:path';
import type { Command } from 'commander';

/** Adds `--keep`, whose folder is told from where the user stands: npm itself moves to the project. */
export const addKeepOption = (program: Command): Command =>
  program.option(
    '--keep <folder>',
    'keep the world in this folder when it ends, and go on from there with the next start',
    (folder: string) => path.resolve(process.env['INIT_CWD'] ?? '.', folder),
  );
