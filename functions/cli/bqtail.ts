import { Command, CommanderError } from 'commander';
import { addCheck } from './check.ts';
import { UsageError } from './usageError.ts';

const program = new Command('bqtail')
  .description('Rules that bring files of a bucket to BigQuery: check them before they are deployed.')
  .exitOverride();
addCheck(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof UsageError) {
    console.error(error.message);
    process.exitCode = 2;
  } else if (error instanceof CommanderError) {
    // Commander has written its message; asking for help is no error.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    throw error;
  }
}
