import { afterEach, expect, it, vi } from 'vitest';
import { createProgram } from '../../../functions/cli/program.ts';

afterEach(() => vi.restoreAllMocks());

/** What the command line answers to words that it cannot take. */
async function refusalOf(words: readonly string[]): Promise<string> {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const program = createProgram({
    localEndpoints: {},
    openSqlReader: () => Promise.reject(new Error('nothing is run here')),
  });
  return await program.parseAsync(words, { from: 'user' }).then(
    () => 'taken',
    (error: Error) => error.message,
  );
}

it.each([
  [
    'status clicks',
    'It is no file, process or table: write gs://bucket/path, a process ID, or [project.]dataset.table.',
  ],
  ['infer -t clicks orders.csv', 'It is no table: write [project:]dataset.table.'],
  ['explain', 'name the file: gs://bucket/path'],
  ['replay', 'say what to replay: failed, stalled, set-aside, missed, file, process, prefix'],
  ['replay everything', 'Allowed choices are failed, stalled, set-aside, missed, file, process, prefix.'],
  ['replay failed --table clicks', 'It is no table: write [project.]dataset.table, without a partition.'],
  ['replay failed gs://landing/a.json', 'replay failed finds its files and processes by itself: name none'],
  ['replay file', 'replay file needs to know which: npm run bqtail -- replay file gs://bucket/path'],
  [
    'replay prefix gs://landing',
    'replay prefix needs to know which: npm run bqtail -- replay prefix gs://bucket/folder/',
  ],
  ['replay process abc', 'replay process needs to know which: npm run bqtail -- replay process 4611686018427387904'],
  ['replay file gs://landing/a.json --table d.t', '--table: file takes no filters'],
])('bqtail %s is answered with what to write instead', async (words, answer) => {
  expect(await refusalOf(words.split(' '))).toContain(answer);
});
