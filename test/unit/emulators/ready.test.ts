import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ROOT } from '../../../emulators/places.ts';

/** In place of npm: notes where it was called and what for; "installs" the project's own Node. */
const NPM = `
  const fs = require('node:fs');
  fs.appendFileSync(process.env.CALLS, require('node:path').basename(process.cwd()) + ' ' + process.argv[2] + '\\n');
  if (process.env.NPM_FAILS) process.exit(1);
  fs.mkdirSync('node_modules/.bin', { recursive: true });
  if (!process.env.NO_NODE && !fs.existsSync('node_modules/.bin/node')) fs.symlinkSync(process.execPath, 'node_modules/.bin/node');
`;

let clone: string;

beforeEach(async () => {
  clone = path.join(await mkdtemp(path.join(tmpdir(), 'bqtail-test-')), 'clone');
  await mkdir(path.join(clone, 'emulators'), { recursive: true });
  await mkdir(path.join(clone, 'functions'));
  await copyFile(path.join(ROOT, 'emulators/ready.mjs'), path.join(clone, 'emulators/ready.mjs'));
  await writeFile(path.join(clone, 'package-lock.json'), '{"lock": 1}');
  await writeFile(path.join(clone, 'functions/package-lock.json'), '{"lock": 2}');
  await writeFile(path.join(clone, 'npm.cjs'), NPM);
});

afterEach(() => rm(path.dirname(clone), { recursive: true }));

function ready(env: Record<string, string> = {}) {
  const npm = { npm_execpath: path.join(clone, 'npm.cjs'), CALLS: path.join(clone, 'calls') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(clone, 'emulators/ready.mjs')], {
    env: { ...process.env, ...npm, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const calls = async (): Promise<string[]> => (await readFile(path.join(clone, 'calls'), 'utf8')).trim().split('\n');

describe('a clone', () => {
  it('that is fresh gets the packages of the project, then those of the functions', async () => {
    expect(ready()).toMatchObject({ status: 0, stderr: '' });
    expect(await calls()).toEqual(['clone install', 'functions install']);
  });

  it('that is ready is left alone, without a word', async () => {
    ready();
    expect(ready()).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(await calls()).toHaveLength(2);
  });

  it('whose lock file changed gets that folder’s packages again', async () => {
    ready();
    await writeFile(path.join(clone, 'functions/package-lock.json'), '{"lock": 3}');
    ready();
    expect(await calls()).toEqual(['clone install', 'functions install', 'functions install']);
  });

  it('whose packages were removed gets them again', async () => {
    ready();
    await rm(path.join(clone, 'node_modules'), { recursive: true });
    ready();
    expect(await calls()).toEqual(['clone install', 'functions install', 'clone install']);
  });
});

describe('one sentence and exit code 1', () => {
  it('where npm fails, which is tried again the next time', async () => {
    expect(ready({ NPM_FAILS: '1' })).toEqual({
      status: 1,
      stdout: 'Installing the packages of the project …\n',
      stderr:
        "The packages of the project could not be installed: see npm's message above, then run the command again.\n",
    });
    expect(ready().status).toBe(0);
  });

  it('where npm is missing', async () => {
    const nothing = path.join(clone, 'nothing');
    await mkdir(nothing);
    const { status, stderr } = ready({ npm_execpath: '', PATH: nothing });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^npm could not be started \(.*ENOENT\): install Node\.js with npm\.\n$/);
  });

  it('where npm installed no Node.js of the project’s own', () => {
    const { status, stderr } = ready({ NO_NODE: '1' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^npm installed no Node\.js 24 for .*\n$/);
  });
});
