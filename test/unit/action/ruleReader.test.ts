import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const READER = join(import.meta.dirname, '../../../functions/src/action/ruleReader.ts');

/** What speaks to services takes hundreds of milliseconds to load, which a cold start has to wait for. */
const CLIENT = /^(?:@google-cloud\/|@slack\/|@?firebase|google-|gaxios)/;

/** Names the packages that are loaded along with a module. */
const SCRIPT = `
import { registerHooks } from 'node:module';
const loaded = new Set();
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    const [, name] = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(found.url) ?? [];
    if (name) loaded.add(name);
    return found;
  },
});
await import(process.argv[1]);
console.log(JSON.stringify([...loaded].sort()));
`;

it('rules are read without the clients that their actions work with', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', SCRIPT, READER]);
  const packages: string[] = JSON.parse(stdout);
  expect(packages).toContain('zod');
  expect(packages.filter((name) => CLIENT.test(name))).toEqual([]);
});
