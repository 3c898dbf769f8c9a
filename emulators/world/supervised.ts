// Preloaded (`node --import`) into each server of the local world, so that none outlives what started it: it ends when
// its parent is gone, however that went, and takes the processes it started with it. It also tells the parent of those,
// since they would survive its own kill -9 and keep their ports.
import type { ChildProcess } from 'node:child_process';
import { subscribe } from 'node:diagnostics_channel';
import { killGroup } from './killGroup.ts';
import type { ProcessReport } from './startServer.ts';

/** For an orderly end, when nobody is left to force one. */
const GRACE_MS = 5_000;

const running = new Set<number>();

const report = (message: ProcessReport): void => {
  if (process.connected) process.send?.(message);
};

subscribe('child_process', (message) => {
  const { process: child } = message as { process: ChildProcess };
  child.once('spawn', () => {
    if (child.pid === undefined) return;
    running.add(child.pid);
    report({ started: child.pid });
  });
  child.once('exit', () => {
    if (child.pid === undefined) return;
    running.delete(child.pid);
    report({ ended: child.pid });
  });
});

process.once('exit', () => running.forEach(killGroup));

process.once('disconnect', () => {
  // What is printed on the way out has no reader any more; without this, writing it would be the end.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), GRACE_MS).unref();
});
process.channel?.unref();
