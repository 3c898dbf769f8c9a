import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../emulators/places.ts';

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');

const ARCHITECTURE = 'functions/README.md';
const DOCS = [ARCHITECTURE, 'test/README.md', '.github/CONTRIBUTING.md'];
const ALL_DOCS = ['README.md', 'emulators/README.md', ...DOCS];

/** The text in each place that a pattern's first group finds. */
const found = (file: string, pattern: RegExp): string[] =>
  [...read(file).matchAll(pattern)].map(([, text = '']) => text);

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

it.each(DOCS)('each path that %s names exists', (file) => {
  const named = found(file, /(?:`|\s)((?:functions|test|emulators|rules|\.github)\/[\w./-]*\w)(?=[`\s])/g);
  expect(named.length).toBeGreaterThan(1);
  expect(missing(named)).toEqual([]);
});

it.each(ALL_DOCS)('each link of %s leads somewhere', (file) => {
  const links = found(file, /\]\((?!https?:|#)([^)#]+)/g);
  expect(missing(links.map((link) => path.join(path.dirname(file), link)))).toEqual([]);
});

it.each(ALL_DOCS)('each script that %s names is one of package.json', (file) => {
  const { scripts }: { scripts: object } = JSON.parse(read('package.json'));
  const named = found(file, /\bnpm run ([\w:]+)/g);
  expect(named).not.toEqual([]);
  expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

it('each test that guards an invariant is there, by its name', () => {
  const rows = found(ARCHITECTURE, /^\| \d+ \| .* \| (.*) \|$/gm);
  expect(rows).toHaveLength(13);
  for (const row of [...rows, ...found(ARCHITECTURE, /(`test\/simulation\/.*“.*”)/g)]) {
    const guards = [...row.matchAll(/`(test\/[\w/.]+\.ts)`[^`“]*((?:“[^”]+”(?:, )?)+)/g)];
    expect(guards, row).not.toEqual([]);
    for (const [, file = '', names = ''] of guards) {
      for (const [, name = ''] of names.matchAll(/“([^”]+)”/g)) expect(read(file)).toContain(name);
    }
  }
});

it('Firestore deletes the documents of each collection that functions/README.md says expires, and of no other', () => {
  const [data = ''] = /^## Data in Firestore$[\s\S]*?^## /m.exec(read(ARCHITECTURE)) ?? [];
  const rows = [...data.matchAll(/^\| `(\w+)\/.* \| ([^|]+) \|$/gm)];
  const expiring = rows.filter(([, , after]) => after !== 'never').map(([, collection]) => collection);
  const { fieldOverrides }: { fieldOverrides: { collectionGroup: string; fieldPath: string; ttl?: boolean }[] } =
    JSON.parse(read('rules/security/firestore.indexes.json'));
  const policies = fieldOverrides.filter(({ fieldPath, ttl }) => fieldPath === 'expireAt' && ttl === true);
  expect(policies.map(({ collectionGroup }) => collectionGroup).toSorted()).toEqual(expiring.toSorted());
});
