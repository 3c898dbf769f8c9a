import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Settings } from '../../src/deps/settings.ts';
import { UsageError } from './usageError.ts';

const FUNCTIONS = join(import.meta.dirname, '..');

/** The params of a project as its functions have them: `functions/.env`, and `functions/.env.‹project›` over it. */
export async function projectSettings(projectId: string): Promise<Settings> {
  const files = ['.env', `.env.${projectId}`];
  const texts = await Promise.all(files.map((file) => readFile(join(FUNCTIONS, file), 'utf8').catch(() => '')));
  for (const text of texts) Object.assign(process.env, parseEnv(text));
  process.env['GCLOUD_PROJECT'] = projectId;
  const { readSettings } = await import('../../src/runtime/config.ts');
  const settings = readSettings();
  if (settings.triggerBucket && settings.opsBucket) return settings;
  throw new UsageError(
    `functions/.env.${projectId} names no TRIGGER_BUCKET or no OPS_BUCKET; write the params of the project there, or name another project with --project`,
  );
}
