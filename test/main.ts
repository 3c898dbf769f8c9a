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
  /** Run beside each other. */
  commands: readonly (readonly string[])[];
}

const vitest = (...projects: readonly string[]): readonly string[] => [
  ...['vitest', 'run'],
  ...projects.flatMap((project) => ['--project', project]),
];

/** Each keeps one processor busy, most of the time. */
const TYPES_AND_LINT: Step = {
  name: 'types and lint',
  commands: ['typecheck', 'lint'].map((script) => ['npm', 'run', '--silent', script]),
};

/** What needs no server. */
const QUICK: readonly Step[] = [TYPES_AND_LINT, { name: 'unit tests', commands: [vitest('unit')] }];

/** Projects that share a run fill each other's last seconds, when one processor has nothing to do. */
const STEPS: readonly Step[] = [
  TYPES_AND_LINT,
  { name: 'unit tests and simulated production', commands: [vitest('unit', 'simulation')] },
  { name: 'stub tests, deployability, the page in a browser', commands: [vitest('stub', 'deploy', 'page')] },
  { name: 'flow and security tests in the local world', commands: [vitest('flow')] },
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
const steps = isCheck ? QUICK : STEPS;
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
    const report = path.join(reportsIn, `${index}.json`);
    const run = (command: readonly string[]): Promise<boolean> =>
      succeeds(command[0] === 'vitest' ? [...command, ...REPORTERS, `--outputFile.json=${report}`] : command);
    const ended = await Promise.all(commands.map(run));
    const failed = commands.filter((_, position) => !ended[position]);
    if (failed.length > 0) {
      const lines = failed.map((command) => command.join(' '));
      tellFailure(`${name} (${lines.join('; ')}), after ${seconds(startedAt)}; see above`);
      return;
    }
    if (commands.some(([tool]) => tool === 'vitest')) reports.push(report);
    console.log(styleText('dim', `${name}: ${seconds(stepStartedAt)}`));
  }
  console.log(['', styleText('bold', 'The slowest tests'), ...(await slowestTests(reports))].join('\n'));
  console.log(
    styleText(['bold', 'green'], `\nPASSED: ${steps.map(({ name }) => name).join('; ')}. ${seconds(startedAt)}.`),
  );
}
