import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isRuleFile } from '../../src/rule/isRuleFile.ts';

/** The paths of the rule files in a folder, however deep, from the folder on, with slashes. */
export async function ruleFilesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter(isRuleFile)
    .sort();
}
