import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readRules } from '../../src/action/ruleReader.ts';
import type { RuleProblem } from '../../src/rule/problem.ts';
import type { LoadedRule } from '../../src/rule/readRules.ts';
import { ruleFilesIn } from './ruleFilesIn.ts';
import { UsageError } from './usageError.ts';

/** The rule files at a path, by name: the file itself, or all of a folder however deep. */
async function ruleFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new UsageError(`${path} does not exist; name a rule file, or a folder that holds some`);
  }
  if (!found.isDirectory()) return [path];
  return (await ruleFilesIn(path)).map((file) => join(path, file));
}

interface ReadFiles {
  rules: LoadedRule[];
  problems: RuleProblem[];
  /** How many files were read. */
  files: number;
}

/** The rules of these files and folders. */
export async function readRuleFiles(paths: readonly string[]): Promise<ReadFiles> {
  const files = new Set((await Promise.all(paths.map(ruleFiles))).flat().map(shown));
  const rules: LoadedRule[] = [];
  const problems: RuleProblem[] = [];
  for (const file of files) {
    const read = readRules(file, await readFile(file, 'utf8'));
    rules.push(...read.rules);
    problems.push(...read.problems);
  }
  return { rules, problems, files: files.size };
}

/** From where the user stands, unless that leads up and away. */
function shown(file: string): string {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}
