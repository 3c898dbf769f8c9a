import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from '../places.ts';
import { Unmet } from '../suite/unmet.ts';

/** Compiles functions/src into functions/lib, as the CLI's predeploy step does. */
export function buildFunctions(): void {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'functions'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Unmet('The functions do not compile: see above.');
}
