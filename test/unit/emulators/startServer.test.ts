import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Server, startServer } from '../../../emulators/world/startServer.ts';
import { waitUntil } from '../../../emulators/world/waitUntil.ts';

/** A server that, like the emulators, starts a process in a session of its own, and says both process IDs. */
const FIXTURE = `
  const child = require('node:child_process').spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' });
  child.once('spawn', () => console.log('pids ' + process.pid + ' ' + child.pid));
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(0));
  setInterval(() => {}, 1000);
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'bqtail-test-'));
});
afterAll(() => rm(folder, { recursive: true }));

const pidsIn = (line: string): number[] | undefined => /^pids (\d+) (\d+)$/.exec(line)?.slice(1).map(Number);

async function start(): Promise<{ server: Server; pids: number[] }> {
  const server = startServer({
    name: 'The fixture',
    args: ['--eval', FIXTURE],
    env: {},
    cwd: folder,
    logFile: path.join(folder, 'fixture.log'),
  });
  const pids = await new Promise<number[]>((resolve) => {
    server.onLine((line) => {
      const found = pidsIn(line);
      if (found) resolve(found);
    });
  });
  return { server, pids };
}

/** A zombie is dead: its parent has yet to ask how it ended, which the init process of a container may do late. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const state = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(state);
}

const areAlive = async (pids: readonly number[]): Promise<boolean> =>
  (await Promise.all(pids.map(isAlive))).some(Boolean);

const untilGone = (pids: readonly number[]): Promise<boolean> =>
  waitUntil(async () => !(await areAlive(pids)), { what: `processes ${pids.join(' and ')} to end`, timeoutMs: 10_000 });

describe('of a server of the local world, with the processes it started, nothing is left', () => {
  it('when it is stopped', async () => {
    const { server, pids } = await start();
    expect(await Promise.all(pids.map(isAlive))).toEqual([true, true]);
    await server.stop();
    expect(await server.ended).toBe('exit code 0');
    await untilGone(pids);
  });

  it('when it is killed', async () => {
    const { server, pids } = await start();
    process.kill(pids[0] ?? 0, 'SIGKILL');
    expect(await server.ended).toBe('SIGKILL');
    await untilGone(pids);
  });

  it('when what started it is killed', async () => {
    const module = new URL('../../../emulators/world/startServer.ts', import.meta.url);
    const options = {
      name: 'x',
      args: ['--eval', FIXTURE],
      env: {},
      cwd: folder,
      logFile: path.join(folder, 'orphan.log'),
    };
    const told = path.join(folder, 'orphan.pids');
    const starter = spawn(process.execPath, [
      '--input-type=module',
      '--eval',
      `import { writeFileSync } from 'node:fs';
       import { startServer } from '${module}';
       startServer(${JSON.stringify(options)}).onLine((line) => {
         // The log file may not get the line any more.
         writeFileSync(${JSON.stringify(told)}, line);
         process.kill(process.pid, 'SIGKILL');
       });`,
    ]);
    await once(starter, 'exit');
    const pids = pidsIn(await readFile(told, 'utf8')) ?? [];
    expect(pids).toHaveLength(2);
    await untilGone(pids);
  });
});
