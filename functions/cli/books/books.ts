import type { Command } from 'commander';
import { deploymentOf } from '../input/deployment.ts';
import { timeOf } from '../input/timeOf.ts';
import { jsonText, say } from '../text/say.ts';
import { booksText } from './booksText.ts';
import { readBooks } from './readBooks.ts';

interface Options {
  since: Date;
  json?: true;
}

/** Adds `bqtail books`: exit code 1 where a file is on no side, or a closed book was changed. */
export function addBooks(program: Command): void {
  program
    .command('books')
    .description(
      'Show what happened to every file, by the hour of its creation; an hour is closed once none of its files is in flight.',
    )
    .option('--since <time>', 'from this hour on: ISO 8601, or a span until now such as 7days', timeOf, timeOf('1day'))
    .option('--json', 'for tools')
    .action(async ({ since, json }: Options) => {
      const { connect } = await import('../cloud/connect.ts');
      const told = await readBooks(since, await connect(deploymentOf(program)));
      say(json ? jsonText(told) : booksText(told));
      if (told.broken.length > 0 || told.books.some(({ lost }) => lost > 0)) process.exitCode = 1;
    });
}
