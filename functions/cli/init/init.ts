import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Command } from 'commander';
import { PARAMS } from '../../src/runtime/params.ts';
import { confirmed } from '../input/confirm.ts';
import { deploymentOf } from '../input/deployment.ts';
import { whereMissing } from '../input/envFiles.ts';
import { personAsked } from '../input/person.ts';
import { UsageError } from '../input/usageError.ts';
import { say } from '../text/say.ts';
import { ASKED, type AskedName, flagOf } from './asked.ts';
import { chooseParams } from './chooseParams.ts';
import { changeText, planEnvFile } from './planEnvFile.ts';

/** Adds `bqtail init`, which writes a project's env file: exit code 2 where it cannot be right. */
export function addInit(program: Command): void {
  const command = program
    .command('init')
    .description("Ask for a deployment's params, and write functions/.env.‹project›.");
  for (const name of ASKED) command.option(`${flagOf(name)} <value>`, PARAMS[name].description);
  command.option('--yes', 'write without asking').action(async (options: Record<string, string | true>) => {
    const { projectId: project, envDir } = deploymentOf(program);
    if (project.startsWith('demo-'))
      throw new UsageError(`${project} is the local world, which has its file; name a real project with --project`);
    const path = join(envDir, `.env.${project}`);
    const before = await readFile(path, 'utf8').catch(whereMissing);
    const { cloudReader } = await import('../cloud/cloudReader.ts');
    const ask = options['yes'] ? undefined : personAsked();
    const chosen = await chooseParams({
      given: givenIn(options),
      before: parseEnv(before),
      reader: cloudReader(project),
      ask,
      say,
    });
    const { text, changes } = planEnvFile(before, chosen);
    if (changes.length === 0) return say(`${path} has these values already`);
    say([`${path} gets`, ...changes.map(changeText)].join('\n'));
    if (!options['yes'] && !(await confirmed('Write it?', ask))) return say('Nothing is written.');
    await writeFile(path, text);
    say(`Written. Next: npm run bqtail -- doctor --project ${project}`);
  });
}

/** Commander names an option `triggerBucket`. */
function givenIn(options: Readonly<Record<string, string | true>>): Partial<Record<AskedName, string>> {
  const given = ASKED.map((name) => [name, options[camelCase(name)]] as const);
  return Object.fromEntries(given.filter(([, value]) => typeof value === 'string'));
}

const camelCase = (name: string): string =>
  name.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
