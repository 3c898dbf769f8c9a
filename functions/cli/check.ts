import { join } from 'node:path';
import type { Command } from 'commander';
import { counted } from '../src/common/counted.ts';
import type { RuleProblem } from '../src/rule/problem.ts';
import { readRuleFiles } from './input/ruleFiles.ts';

const PROJECT = join(import.meta.dirname, '..', '..');

/** Adds `bqtail check [rules…]`: exit code 0, or 1 where a rule has an error. */
export function addCheck(program: Command): void {
  program
    .command('check')
    .description('Read ingestion rules, and say what is wrong with them.')
    .argument('[rules...]', "rule files, or folders of them; the project's rules folder by default")
    .action(async (paths: string[]) => {
      const { lines, failed } = await check(paths.length > 0 ? paths : [join(PROJECT, 'rules')]);
      for (const line of lines) console.log(line);
      if (failed) process.exitCode = 1;
    });
}

async function check(paths: readonly string[]): Promise<{ lines: string[]; failed: boolean }> {
  const { rules, problems, files } = await readRuleFiles(paths);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const summary = [
    `${counted(rules.length, 'rule')} in ${counted(files, 'file')}`,
    counted(errors, 'error'),
    counted(problems.length - errors, 'warning'),
  ];
  return { lines: [...problems.map(inOneLine), summary.join(', ')], failed: errors > 0 };
}

const inOneLine = ({ file, line, column, severity, message }: RuleProblem): string =>
  `${file}:${line}:${column} ${severity} ${message}`;
