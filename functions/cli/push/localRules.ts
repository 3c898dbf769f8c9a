import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RULES } from '../../src/model/places.ts';
import { whereMissing } from '../input/envFiles.ts';
import { ruleFilesIn } from '../input/ruleFilesIn.ts';
import { UsageError } from '../input/usageError.ts';

/** The local world's own rules: nobody means them for a deployment. */
const EXAMPLE = /^example\//;

/** The texts of the rule files of a folder that are meant to be in force, by name as `rules/orders.yaml`. */
export async function localRules(folder: string): Promise<Map<string, string>> {
  const found = await ruleFilesIn(folder).catch((error): string[] => {
    whereMissing(error);
    return [];
  });
  const paths = found.filter((path) => !EXAMPLE.test(path));
  if (paths.length === 0) throw new UsageError(`there are no rule files in ${folder}; name another folder`);
  const texts = paths.map(async (path) => [`${RULES}${path}`, await readFile(join(folder, path), 'utf8')] as const);
  return new Map(await Promise.all(texts));
}
