import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { paramProblems, unknownParams } from '../../src/runtime/paramProblems.ts';

/** The folder that is deployed. */
export const FUNCTIONS = join(import.meta.dirname, '../..');

export interface EnvFiles {
  /** Params by name; those of the project win. */
  values: Record<string, string>;
  /** What cannot be right, a sentence each. */
  problems: string[];
}

/** The params of a project as its functions have them: `.env`, and `.env.‹project›` over it. Either may be missing. */
export async function readEnvFiles(projectId: string, folder = FUNCTIONS): Promise<EnvFiles> {
  const files = ['.env', `.env.${projectId}`];
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8').catch(whereMissing)));
  const values = Object.assign({}, ...texts.map(parseEnv)) as Record<string, string>;
  return { values, problems: [...unknownParams(Object.keys(values)), ...paramProblems(values)] };
}

/** For a file that may be missing: its text is empty then. */
export function whereMissing(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
