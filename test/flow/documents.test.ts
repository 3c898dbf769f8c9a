import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { deleteObject } from '../../emulators/clients/objects.ts';
import { OPS_BUCKET, ROOT } from '../../emulators/places.ts';
import { codeBlocks } from '../support/docs/documents.ts';
import { eventually, idsIn } from './world.ts';

const run = promisify(execFile);

/** Runs the command line where the reader's files are, without a look at what is installed. */
const NPM = `npm() { shift 3; "$NODE" "$ROOT/emulators/cli/main.ts" "$@"; }`;

it('a rule and a file of the reader’s own are loaded by the commands of emulators/README.md', async () => {
  const [rule, put, look] = codeBlocks('emulators/README.md').map(({ text }) =>
    // Other tests have rules and tables of these names.
    text.replaceAll('data/orders', 'data/documented').replaceAll('bqtail.orders', 'bqtail.documented'),
  );
  const folder = await mkdtemp(path.join(tmpdir(), 'bqtail-documents-'));
  const sh = (script = ''): Promise<{ stdout: string }> =>
    run('sh', ['-ec', `${NPM}\n${script}`], { cwd: folder, env: { ...process.env, ROOT, NODE: process.execPath } });
  try {
    await mkdir(path.join(folder, 'rules'));
    // Without its window, whose end is not worth waiting for here.
    await writeFile(path.join(folder, 'rules/my.yaml'), rule?.replace(/^Batch:.*\n/m, '') ?? '');
    await writeFile(path.join(folder, 'orders.json'), '{"id": 1}\n{"id": 2}\n');
    await sh(put);
    await eventually('the rows of the file', async () => (await idsIn('documented').catch(() => [])).length === 2);
    const { stdout: said } = await sh(look);
    expect(said).toMatch(/"totalRows": ?"2"/);
    expect(said).toMatch(/^gs:\/\/demo-bqtail-trigger\/data\/documented\/1\.json/m);
    expect(said).toContain('bqtail.documented');
  } finally {
    await deleteObject(OPS_BUCKET, 'rules/my.yaml');
    await rm(folder, { recursive: true });
  }
});
