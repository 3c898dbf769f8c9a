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
  /** The files that were read, by the names that rules and problems have them by. */
  texts: ReadonlyMap<string, string>;
}

/** The rules of these files and folders. */
export async function readRuleFiles(paths: readonly string[]): Promise<ReadFiles> {
  const files = new Set((await Promise.all(paths.map(ruleFiles))).flat().map(shown));
  const rules: LoadedRule[] = [];
  const problems: RuleProblem[] = [];
  const texts = new Map<string, string>();
  for (const file of files) {
    const text = await readFile(file, 'utf8');
    const read = readRules(file, text);
    texts.set(file, text);
    rules.push(...read.rules);
    problems.push(...read.problems);
  }
  return { rules, problems, texts };
}

/** From where the user stands, unless that leads up and away. */
function shown(file: string): string {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}
