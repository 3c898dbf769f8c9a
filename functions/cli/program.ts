import { Command, CommanderError } from 'commander';
import { addAlerts } from './alerts/alerts.ts';
import { addBooks } from './books/books.ts';
import { addCheck } from './check/check.ts';
import { addDeploy } from './deploy/deploy.ts';
import { addDoctor } from './doctor/doctor.ts';
import { addExplain } from './explain/explain.ts';
import { addInfer } from './infer/infer.ts';
import { addInit } from './init/init.ts';
import { UsageError } from './input/usageError.ts';
import { addMonitor } from './monitor/monitor.ts';
import { addPush } from './push/push.ts';
import { addReplay } from './replay/replay.ts';
import type { SqlReader } from './sql/sqlReader.ts';
import { addStatus } from './status/status.ts';
import { sayAside } from './text/say.ts';

interface Options {
  /** The environment that points Google's clients at the local world, which `demo-` projects live in. */
  localEndpoints: Readonly<Record<string, string>>;
  /** Whoever reads the SQL of rules. */
  openSqlReader: () => Promise<SqlReader>;
}

/** The command line with all its commands. */
export function createProgram({ localEndpoints, openSqlReader }: Options): Command {
  const program = new Command('bqtail')
    .description('Load files of a bucket into BigQuery: write and check rules, deploy, watch, and repair.')
    .option('-P, --project <id>', 'the Firebase project; a demo- project is the local world', 'demo-bqtail')
    .option('--env-dir <folder>', 'the folder of the env files: for an instance of a kit, its own')
    .option('--prefix <prefix>', "the beginning of the functions' names: for an instance of a kit, kit-‹instance›")
    .hook('preAction', (command) => {
      // Whoever has pointed a client elsewhere means it.
      const { project } = command.opts<{ project: string }>();
      if (project.startsWith('demo-')) Object.assign(process.env, { ...localEndpoints, ...process.env });
    })
    .exitOverride();
  addCheck(program, openSqlReader);
  addExplain(program, openSqlReader);
  addStatus(program);
  addInfer(program);
  addBooks(program);
  addPush(program, openSqlReader);
  addReplay(program);
  addMonitor(program);
  addAlerts(program);
  addInit(program);
  addDoctor(program);
  addDeploy(program);
  return program;
}

/** Runs the command line; the process's exit code is 0, 1 where something is wrong, or 2 where the call was. */
export async function runProgram(options: Options): Promise<void> {
  try {
    await createProgram(options).parseAsync();
  } catch (error) {
    if (error instanceof UsageError) {
      sayAside(error.message);
      process.exitCode = 2;
    } else if (error instanceof CommanderError) {
      // Commander has written its message; asking for help is no error.
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else {
      throw error;
    }
  }
}
