import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const CLI = join(import.meta.dirname, '../../../../emulators/cli/main.ts');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bqtail-check-'));
  await mkdir(join(folder, 'rules', 'deep'), { recursive: true });
  await mkdir(join(folder, 'rules', 'security'));
  await mkdir(join(folder, 'rules', 'alerts'));
  await mkdir(join(folder, 'empty'));
  const files = {
    'rules/orders.yaml':
      '- {When: {Prefix: /a/}, Dest: {Table: d.t}}\n- {When: {Prefix: /b/}, Dest: {Table: d.t_$Mod(3)}}\n',
    'rules/deep/bad.yml': 'When: {Prefix: /c/}\nDest:\n  Tabel: d.t\n',
    'rules/rule.schema.json': '{}',
    'rules/security/indexes.json': '{}',
    'rules/alerts/late.json': '{}',
    'rules/notes.md': 'x',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});

afterAll(() => rm(folder, { recursive: true }));

function bqtail(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], { cwd: folder }, (_, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

describe('bqtail check', () => {
  test('lists every problem with its place, and ends with 1 where one is an error', async () => {
    const { code, out } = await bqtail('check', 'rules');
    expect(out.trimEnd().split('\n')).toEqual([
      'rules/deep/bad.yml:3:3 error Dest.Tabel is not a field here; did you mean Dest.Table?',
      expect.stringMatching(/^rules\/orders\.yaml:1:39 warning every file is a load of its own/),
      expect.stringMatching(/^rules\/orders\.yaml:2:39 warning every file is a load of its own/),
      '2 rules in 2 files, 1 error, 2 warnings',
    ]);
    expect(code).toBe(1);
  });

  test('takes files too, and ends with 0 where there are only warnings', async () => {
    const { code, out } = await bqtail('check', 'rules/orders.yaml', 'rules/orders.yaml');
    expect(out).toMatch(/\n2 rules in 1 file, 0 errors, 2 warnings\n$/);
    expect(code).toBe(0);
  });

  test("checks the project's own rules where none are named, and finds them right", async () => {
    const { code, out } = await bqtail('check');
    expect(out).toContain('rules/example/case002.yaml:');
    expect(out).toMatch(/, 0 errors, /);
    expect(code).toBe(0);
  });

  test('says that a folder holds no rules', async () => {
    expect(await bqtail('check', 'empty')).toEqual({
      code: 0,
      out: '0 rules in 0 files, 0 errors, 0 warnings\n',
      err: '',
    });
  });

  test.each([
    [['check', 'nowhere'], 'nowhere does not exist; name a rule file, or a folder that holds some\n'],
    [['check', '--frobnicate'], "error: unknown option '--frobnicate'\n"],
    [['chekc'], "error: unknown command 'chekc'\n(Did you mean check?)\n"],
  ])('%j is a usage error: exit code 2', async (args, err) => {
    expect(await bqtail(...args)).toEqual({ code: 2, out: '', err });
  });

  test('help is no error', async () => {
    expect(await bqtail('--help')).toMatchObject({ code: 0, out: expect.stringContaining('check') });
  });
});
