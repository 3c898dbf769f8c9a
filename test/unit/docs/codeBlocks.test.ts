import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../../emulators/places.ts';
import { createProgram } from '../../../functions/cli/program.ts';
import { APIS } from '../../../functions/src/runtime/needs.ts';
import { type CodeBlock, codeBlocks, DOCUMENTS } from '../../support/docs/documents.ts';
import { shellCommands } from '../../support/docs/shellCommands.ts';

const BLOCKS = DOCUMENTS.flatMap(codeBlocks);
const blocksOf = (language: string): CodeBlock[] => BLOCKS.filter((block) => block.language === language);

/** Each command of the documents that begins like this, without its beginning. */
const commandsOf = (...beginning: string[]): { place: string; command: string; words: string[] }[] =>
  blocksOf('sh').flatMap((block) =>
    shellCommands(block)
      .filter((words) => beginning.every((word, index) => words[index] === word))
      .map((words) => ({ place: block.place, command: words.join(' '), words: words.slice(beginning.length) })),
  );

it('each code block is of a kind that is checked', () => {
  // yaml: ruleReference.test.ts; sql: test/stub/history.test.ts; the others here.
  const checked = ['sh', 'yaml', 'json', 'sql', 'mermaid', 'text'];
  const others = BLOCKS.filter(({ language }) => !checked.includes(language));
  expect(others.map(({ place, language }) => `${place} ${language}`)).toEqual([]);
  expect(blocksOf('sql').filter(({ place }) => !place.startsWith('functions/OPERATIONS.md'))).toEqual([]);
});

it.each(blocksOf('sh'))('$place is a shell script', ({ text }) => {
  const { status, stderr } = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it('each command of a shell block is one that the reader has', () => {
  const TOOLS = ['npm', 'npx', 'gcloud', 'bq', 'curl', 'printf', 'echo', 'sha256sum', 'head', 'put', 'put()', 'sleep'];
  // Those of test/README.md have the project's own Node.js first on the PATH.
  const own = ['export', 'vitest', 'node', 'unshare', 'BQTAIL_WORLD=‹run'];
  const unknown = blocksOf('sh').flatMap((block) =>
    shellCommands(block)
      .map(([tool = '']) => tool)
      .filter((tool) => ![...TOOLS, ...(block.place.startsWith('test/') ? own : [])].includes(tool)),
  );
  expect(unknown).toEqual([]);
});

it.each(commandsOf('npm', 'run', 'bqtail', '--'))('$place: the command line takes $command', async ({ words }) => {
  const program = createProgram({
    localEndpoints: {},
    openSqlReader: () => Promise.reject(new Error('nothing is run here')),
  });
  const ran: string[] = [];
  for (const command of program.commands) command.action(() => void ran.push(command.name()));
  await program.parseAsync(words, { from: 'user' });
  expect(ran).toEqual([words[0]]);
});

it.each(commandsOf('npx', 'firebase'))('$place: the Firebase CLI has $command', ({ words: [name = ''] }) => {
  const file = `node_modules/firebase-tools/lib/commands/${name.replaceAll(':', '-')}.js`;
  expect(existsSync(path.join(ROOT, file))).toBe(true);
});

it('the APIs that are enabled before a deployment are those that the functions need', () => {
  const [enabled] = commandsOf('gcloud', 'services', 'enable');
  expect(enabled?.words.filter((word) => word.endsWith('.googleapis.com')).sort()).toEqual(
    Object.keys(APIS)
      .map((api) => `${api}.googleapis.com`)
      .sort(),
  );
});

it.each(blocksOf('json'))('$place is JSON', ({ text }) => {
  expect(typeof JSON.parse(text)).toBe('object');
});

const NODE = String.raw`\w+(?:\(\[.+?\]\)|\[\(.+?\)\]|\[\[.+?\]\]|\[.+?\]|\{.+?\})?`;
const NODES = `${NODE}(?: & ${NODE})*`;
const EDGE = String.raw` (?:-->|-\.->|-->\|[^|]+\||<?-- "[^"]+" -->) `;
const STATEMENT = new RegExp(`^ {2}${NODES}(?:${EDGE}${NODES})*$`);

it.each(blocksOf('mermaid'))('$place is a flowchart of nodes and arrows', ({ text }) => {
  const [kind, ...statements] = text.trimEnd().split('\n');
  expect(kind).toMatch(/^flowchart (?:TD|LR)$/);
  expect(statements.filter((line) => !STATEMENT.test(line))).toEqual([]);
});

it('the folders that README.md draws are there, with those within', () => {
  const [tree] = codeBlocks('README.md').filter(({ language }) => language === 'text');
  const rows = [...(tree?.text ?? '').matchAll(/^(\w[\w/]*\/) +(.+(?:\n {2,}.+)*)/gm)];
  expect(rows.length).toBeGreaterThan(4);
  for (const [, folder = '', within = ''] of rows) {
    const named = [...within.matchAll(/(?<![\w.])([\w]+(?:\/\w+)*)\/(?= |,|$)/gm)].map(([, name = '']) => name);
    expect([folder, ...named.map((name) => folder + name)].filter((one) => !existsSync(path.join(ROOT, one)))).toEqual(
      [],
    );
  }
});
