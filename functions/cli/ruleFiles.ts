import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isRuleFile } from '../src/rule/isRuleFile.ts';
import { UsageError } from './usageError.ts';

/** The rule files at a path, by name: the file itself, or all of a folder however deep. */
export async function ruleFiles(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) {
    throw new UsageError(`${path} does not exist; name a rule file, or a folder that holds some`);
  }
  if (!found.isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return files.filter((file) => isRuleFile(relative(path, file).replaceAll('\\', '/'))).sort();
}
