import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../emulators/places.ts';
import { ROLES } from '../../functions/src/runtime/needs.ts';
import { PARAMS, type ParamSpec, SERVICE_ACCOUNT } from '../../functions/src/runtime/params.ts';
import { anchors, codeBlocks, DOCUMENTS, FOR_DEVELOPERS, textOf } from '../support/docs/documents.ts';
import { shellCommands } from '../support/docs/shellCommands.ts';

const ARCHITECTURE = 'functions/README.md';

/** The text in each place that a pattern's first group finds. */
const found = (file: string, pattern: RegExp): string[] =>
  [...textOf(file).matchAll(pattern)].map(([, text = '']) => text);

const missing = (paths: readonly string[]): string[] => paths.filter((one) => !existsSync(path.join(ROOT, one)));

it('functions/README.md has a row for each folder of the functions and of the command line', () => {
  const folders = ['functions/src', 'functions/cli'].flatMap((parent) =>
    readdirSync(path.join(ROOT, parent), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name))),
  );
  expect(folders.length).toBeGreaterThan(20);
  const rows = found(ARCHITECTURE, /^\| `(functions\/(?:src|cli)\/[^`]+)` \|/gm);
  expect(rows.toSorted()).toEqual(folders.toSorted());
});

it.each(FOR_DEVELOPERS)('each path that %s names exists', (file) => {
  const named = found(file, /(?:`|\s)((?:functions|test|emulators|rules|\.github)\/[\w./-]*\w)(?=[`\s])/g);
  expect(named.length).toBeGreaterThan(1);
  expect(missing(named)).toEqual([]);
});

it.each(['emulators/README.md'])('each file and folder that a row of %s describes is beside it', (file) => {
  const rows = [...textOf(file).matchAll(/^\| ((?:`[\w./]+`(?:, )?)+) \|/gm)];
  const named = rows.flatMap(([, cell = '']) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !existsSync(path.join(ROOT, path.dirname(file), name)))).toEqual([]);
});

it.each(DOCUMENTS)('each link of %s leads somewhere, to a heading too', (file) => {
  const links = found(file, /\]\((?!https?:)([^)]+)/g).map((link) => link.split('#'));
  const targets = links.map(([place = '', heading]) => ({
    target: place === '' ? file : path.join(path.dirname(file), place),
    heading,
  }));
  expect(missing(targets.map(({ target }) => target))).toEqual([]);
  const lost = targets.filter(({ target, heading }) => heading !== undefined && !anchors(target).includes(heading));
  expect(lost).toEqual([]);
});

it('each script that a document names is one of package.json', () => {
  const { scripts }: { scripts: object } = JSON.parse(textOf('package.json'));
  const named = DOCUMENTS.flatMap((file) => found(file, /\bnpm run ([\w:]+)/g));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

it('README.md is read in three minutes, and says how to run and to test a fresh clone in two commands', () => {
  expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(200);
  const [tryIt = []] = codeBlocks('README.md')
    .filter(({ language }) => language === 'sh')
    .map((block) => shellCommands(block));
  expect(tryIt.map((words) => words.join(' '))).toEqual(['npm start', 'npm test']);
});

it('functions/DEPLOYMENT.md has a row for each param, with its default, and for no other', () => {
  const [section = ''] = /^## Params$[\s\S]*?^## /m.exec(textOf('functions/DEPLOYMENT.md')) ?? [];
  const cells = [...section.matchAll(/^\| `(\w+)` \|([^|]*)\|/gm)];
  const rows = cells.map(([, name = '', value = '']) => [name, value.replaceAll('`', '').trim()]);
  const shown = (spec: ParamSpec): string =>
    String(spec.default ?? '').replace(/^\{\{.*OPS_BUCKET.*$/, 'the ops bucket');
  const expected = Object.entries<ParamSpec>(PARAMS).map(([name, spec]) => [name, shown(spec)]);
  expect(rows.toSorted()).toEqual([...expected, [SERVICE_ACCOUNT, '']].toSorted());
});

it('functions/DEPLOYMENT.md has each role that the functions declare', () => {
  const declared = Object.keys(ROLES).toSorted();
  const [section = ''] = /^## Roles$[\s\S]*?^## /m.exec(textOf('functions/DEPLOYMENT.md')) ?? [];
  const [, rows = ''] = section.split('| --- | --- | --- |');
  const named = [...rows.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = '']) => cell.replaceAll('`', '').split(', '));
  expect(named.toSorted()).toEqual(declared);
});

it('each test that guards an invariant is there, by its name', () => {
  const rows = found(ARCHITECTURE, /^\| \d+ \| .* \| (.*) \|$/gm);
  expect(rows).toHaveLength(13);
  for (const row of [...rows, ...found(ARCHITECTURE, /(`test\/simulation\/.*“.*”)/g)]) {
    const guards = [...row.matchAll(/`(test\/[\w/.]+\.ts)`[^`“]*((?:“[^”]+”(?:, )?)+)/g)];
    expect(guards, row).not.toEqual([]);
    for (const [, file = '', names = ''] of guards) {
      for (const [, name = ''] of names.matchAll(/“([^”]+)”/g)) expect(textOf(file)).toContain(name);
    }
  }
});

it('Firestore deletes the documents of each collection that functions/README.md says expires, and of no other', () => {
  const [data = ''] = /^## Data in Firestore$[\s\S]*?^## /m.exec(textOf(ARCHITECTURE)) ?? [];
  const rows = [...data.matchAll(/^\| `(\w+)\/.* \| ([^|]+) \|$/gm)];
  const expiring = rows.filter(([, , after]) => after !== 'never').map(([, collection]) => collection);
  const { fieldOverrides }: { fieldOverrides: { collectionGroup: string; fieldPath: string; ttl?: boolean }[] } =
    JSON.parse(textOf('rules/security/firestore.indexes.json'));
  const policies = fieldOverrides.filter(({ fieldPath, ttl }) => fieldPath === 'expireAt' && ttl === true);
  expect(policies.map(({ collectionGroup }) => collectionGroup).toSorted()).toEqual(expiring.toSorted());
});
