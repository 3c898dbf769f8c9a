// npm test: every check there is, one after the other, up to the first that fails. npm run check: types, lint and unit
// tests. The last line says how it went.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { styleText } from 'node:util';
import { ROOT } from '../emulators/places.ts';
import { Unmet } from '../emulators/suite/unmet.ts';
import { preflight } from '../emulators/world/preflight.ts';
import { slowestTests } from './slowestTests.ts';

interface Step {
  name: string;
  /** It needs no server. */
  isQuick?: boolean;
  commands: readonly (readonly string[])[];
}

const STEPS: readonly Step[] = [
  { name: 'types', isQuick: true, commands: [['npm', 'run', '--silent', 'typecheck']] },
  { name: 'lint', isQuick: true, commands: [['npm', 'run', '--silent', 'lint']] },
  { name: 'unit tests', isQuick: true, commands: [['vitest', 'run', '--project', 'unit']] },
  { name: 'simulated production', commands: [['vitest', 'run', '--project', 'simulation']] },
  {
    name: 'stub tests, deployability, the page in a browser',
    commands: [['vitest', 'run', '--project', 'stub', '--project', 'deploy', '--project', 'page']],
  },
  { name: 'flow and security tests in the local world', commands: [['vitest', 'run', '--project', 'flow']] },
];

/** The tools' own scripts look for `node` on the PATH, too, which must be the project's. */
const TOOLS_FIRST = [path.join(ROOT, 'node_modules/.bin'), process.env['PATH']].join(path.delimiter);

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(0)} s`;

/** For the terminal, and for the list of the slowest tests. */
const REPORTERS = ['--reporter=default', '--reporter=json'] as const;

function tellFailure(sentence: string): void {
  console.error(styleText(['bold', 'red'], `FAILED: ${sentence}`, { stream: process.stderr }));
  process.exitCode = 1;
}

/** Runs one of the project's own command-line tools. A signal to end is handed on, and its end awaited. */
async function succeeds([tool = '', ...args]: readonly string[]): Promise<boolean> {
  const child = spawn(tool, args, { cwd: ROOT, env: { ...process.env, PATH: TOOLS_FIRST }, stdio: 'inherit' });
  const handOn = (signal: NodeJS.Signals): boolean => child.kill(signal);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handOn);
  const [code] = await once(child, 'exit');
  for (const signal of signals) process.off(signal, handOn);
  return code === 0;
}

const startedAt = Date.now();
const isCheck = process.argv[2] === 'check';
const steps = STEPS.filter(({ isQuick }) => isQuick || !isCheck);
try {
  // What would fail after minutes should fail now.
  if (!isCheck && !process.env['BQTAIL_WORLD']) console.log(styleText('dim', (await preflight()).note));
} catch (error) {
  if (!(error instanceof Unmet)) throw error;
  tellFailure(error.message);
  process.exit();
}
const folder = await mkdtemp(path.join(tmpdir(), 'bqtail-tests-'));
try {
  await runSteps(folder);
} finally {
  await rm(folder, { recursive: true });
}

/** Runs the steps up to the first that fails, and then says which tests took longest. */
async function runSteps(reportsIn: string): Promise<void> {
  const reports: string[] = [];
  for (const [index, { name, commands }] of steps.entries()) {
    const stepStartedAt = Date.now();
    console.log(styleText('bold', `\n${name}`));
    for (const command of commands) {
      const report = path.join(reportsIn, `${index}.json`);
      const isVitest = command[0] === 'vitest';
      if (isVitest) reports.push(report);
      if (await succeeds(isVitest ? [...command, ...REPORTERS, `--outputFile.json=${report}`] : command)) continue;
      tellFailure(`${name} (${command.join(' ')}), after ${seconds(startedAt)}; see above`);
      return;
    }
    console.log(styleText('dim', `${name}: ${seconds(stepStartedAt)}`));
  }
  console.log(['', styleText('bold', 'The slowest tests'), ...(await slowestTests(reports))].join('\n'));
  console.log(
    styleText(['bold', 'green'], `\nPASSED: ${steps.map(({ name }) => name).join('; ')}. ${seconds(startedAt)}.`),
  );
}
