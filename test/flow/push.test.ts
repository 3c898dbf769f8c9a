import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CLIENT_ENV, PROJECT, ROOT } from '../../emulators/places.ts';
import { earlierState, stateInForce, switchTo } from '../../functions/cli/push/states.ts';
import { readRules } from '../../functions/src/action/ruleReader.ts';
import type { Deps } from '../../functions/src/deps/deps.ts';
import { RULES } from '../../functions/src/model/places.ts';
import { createRuleCache } from '../../functions/src/rule/ruleCache.ts';
import { ruleSource } from '../../functions/src/storage/ruleSource.ts';
import { createOwnWorld } from './ownWorld.ts';

const ruleOf = (folder: string): string => `When: { Prefix: /${folder}/ }\nDest: { Table: shop.${folder} }\n`;
const textsOf = (...folders: string[]) =>
  new Map(folders.map((folder) => [`${RULES}${folder}.yaml`, ruleOf(folder)] as const));

const putRule = (folder: string, { objects, settings }: Deps): Promise<unknown> =>
  objects.write(
    { bucket: settings.configBucket, name: `${RULES}${folder}.yaml` },
    { content: ruleOf(folder), contentType: 'text/plain' },
  );

/** The folders whose files are wanted, as an instance of the functions that has just begun reads the rules. */
async function wanted({ objects, settings }: Deps): Promise<unknown[]> {
  const source = ruleSource(objects, settings.configBucket);
  const { rules } = await createRuleCache({ source, readRules, checkEverySec: 0, now: Date.now }).current();
  return rules.map(({ rule }) => rule.When?.Prefix);
}

it('rules are pushed as a whole, not at all by a push that breaks off, changed one by one, and brought back', async () => {
  const { deps } = await createOwnWorld({ rules: ruleOf('own') });
  const { objects } = deps;
  await putRule('hand', deps);
  expect(await wanted(deps)).toEqual(['/hand/']);
  const by = 'ann@example.com';
  expect(await switchTo({ texts: textsOf('a', 'b'), by }, await stateInForce(deps), deps)).toBe(1);
  expect(await wanted(deps)).toEqual(['/a/', '/b/']);

  const dies = { ...deps, objects: { ...objects, writeOver: () => Promise.reject(new Error('killed')) } };
  const dying = switchTo({ texts: textsOf('c'), by }, await stateInForce(deps), dies);
  await expect(dying).rejects.toThrow('killed');
  expect(await wanted(deps)).toEqual(['/a/', '/b/']);

  await putRule('late', deps);
  expect(await wanted(deps)).toEqual(['/a/', '/b/', '/late/']);
  expect(await switchTo({ texts: textsOf('c'), by }, await stateInForce(deps), deps)).toBe(2);
  expect(await wanted(deps)).toEqual(['/c/']);
  const back = { texts: await earlierState(0, deps), by, of: 0 };
  expect(await switchTo(back, await stateInForce(deps), deps)).toBe(3);
  expect(await wanted(deps)).toEqual(['/hand/']);
});

it('the command says what a push to the local world would change, and changes nothing where it is not meant', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bqtail-push-'));
  try {
    const { deps } = await createOwnWorld({ rules: ruleOf('own') });
    await putRule('hand', deps);
    const { triggerBucket, opsBucket, configBucket } = deps.settings;
    const params = { TRIGGER_BUCKET: triggerBucket, OPS_BUCKET: opsBucket, CONFIG_BUCKET: configBucket };
    const lines = Object.entries(params).map(([name, value]) => `${name}=${value}`);
    await writeFile(join(folder, `.env.${PROJECT}`), lines.join('\n'));
    await mkdir(join(folder, 'rules'));
    await writeFile(join(folder, 'rules/orders.yaml'), ruleOf('orders'));
    const command = ['--env-dir', folder, 'push', join(folder, 'rules'), '--dry-run', '--detailed-exitcode', '--json'];
    const { code, out } = await new Promise<{ code: number; out: string }>((resolve) => {
      const options = { env: { ...process.env, ...CLIENT_ENV } };
      const child = execFile(
        process.execPath,
        [join(ROOT, 'emulators/cli/main.ts'), ...command],
        options,
        (_, stdout) => resolve({ code: child.exitCode ?? -1, out: stdout }),
      );
    });
    expect(JSON.parse(out)).toMatchObject({
      ...{ state: 0, differs: true, kept: ['rules/hand.yaml'] },
      differences: [{ is: 'added', rule: 'rules/orders.yaml:1', table: 'shop.orders' }],
    });
    expect(code).toBe(2);
  } finally {
    await rm(folder, { recursive: true });
  }
});
