import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from '../../emulators/places.ts';
import firebase from '../../firebase.json' with { type: 'json' };

interface Listing {
  /** What the CLI packs of a folder (firebase-tools, deploy/functions/prepareFunctionsUpload). */
  readdirRecursive(options: { path: string; ignoreStrings: readonly string[] }): Promise<{ name: string }[]>;
}

const { readdirRecursive }: Listing = createRequire(import.meta.url)('firebase-tools/lib/fsAsync');

it('a deployment uploads what runs, how it is installed, and its params: no source, no command line, no document', async () => {
  const [codebase] = firebase.functions;
  const folder = path.join(ROOT, codebase?.source ?? '');
  const files = await readdirRecursive({ path: folder, ignoreStrings: codebase?.ignore ?? [] });
  const names = files.map(({ name }) => path.relative(folder, name));
  const others = names.filter((name) => !/^(?:lib\/|\.env(?:$|\.)|\.npmrc$|package(?:-lock)?\.json$)/.test(name));
  expect(others).toEqual([]);
  expect(names).toContain('lib/index.js');
});
