import { join, relative } from 'node:path';
import type { Settings } from '../../src/deps/settings.ts';
import type { Deployment } from './deployment.ts';
import { readEnvFiles } from './envFiles.ts';
import { UsageError } from './usageError.ts';

/** The settings of a deployment's functions, from its env files. */
export async function projectSettings({ projectId, envDir }: Deployment): Promise<Settings> {
  const { values, problems } = await readEnvFiles(projectId, envDir);
  const file = join(relative('', envDir), `.env.${projectId}`);
  if (problems.length > 0) throw new UsageError(`${file} cannot be right. ${problems.join('. ')}.`);
  const missing = ['TRIGGER_BUCKET', 'OPS_BUCKET'].filter((name) => values[name] === undefined);
  if (missing.length > 0) {
    throw new UsageError(
      `${file} names no ${missing.join(' and no ')}; write the params of the project there, or name another project with --project`,
    );
  }
  Object.assign(process.env, { CONFIG_BUCKET: values['OPS_BUCKET'] }, values);
  process.env['GCLOUD_PROJECT'] = projectId;
  const { readSettings } = await import('../../src/runtime/config.ts');
  return readSettings();
}
