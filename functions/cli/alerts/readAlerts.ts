import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deployment } from '../input/deployment.ts';
import { UsageError } from '../input/usageError.ts';
import type { Body, Wanted } from './wanted.ts';

const FOLDER = join(import.meta.dirname, '../../../rules/alerts');

/** In the order in which they are made. */
const FOLDERS = { metrics: 'metric', policies: 'policy', dashboards: 'dashboard' } as const;

type Named = Pick<Deployment, 'projectId' | 'prefix'>;

/** The files of `rules/alerts`, filled in for a deployment. `channels`: who is notified; none leaves the channels of a policy alone. */
export async function readAlerts(deployment: Named, channels: readonly string[]): Promise<Wanted[]> {
  const all: Wanted[] = [];
  for (const [folder, kind] of Object.entries(FOLDERS)) {
    const files = (await readdir(join(FOLDER, folder))).filter((file) => file.endsWith('.json')).sort();
    for (const file of files) {
      const body = filledIn(await readFile(join(FOLDER, folder, file), 'utf8'), deployment, `${folder}/${file}`);
      const notified = kind === 'policy' && channels.length > 0 ? { notificationChannels: channels } : {};
      all.push({ kind, body: { ...body, ...notified } });
    }
  }
  return all;
}

/** Project IDs and names of functions hold nothing that JSON or a filter would have to escape. */
const PLAIN = /^[\w.:-]*$/;

function filledIn(text: string, { projectId, prefix }: Named, file: string): Body {
  if (![projectId, prefix].every((value) => PLAIN.test(value)))
    throw new UsageError(`--project and --prefix may hold letters, digits and - _ . : only`);
  const values: Readonly<Record<string, string>> = {
    PROJECT: projectId,
    FUNCTION_PREFIX: prefix,
    // Cloud Run has the functions' names in small letters.
    PREFIX: prefix.toLowerCase(),
    // PromQL knows neither - nor capital letters apart.
    METRICS: `${prefix}bqtail`.toLowerCase().replaceAll('-', '_'),
    OPTIONS: [`--project ${projectId}`, ...(prefix === '' ? [] : [`--prefix ${prefix.replace(/-$/, '')}`])].join(' '),
  };
  const filled = text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new UsageError(`rules/alerts/${file}: there is no placeholder {{${name}}}`);
    return value;
  });
  return JSON.parse(filled) as Body;
}
