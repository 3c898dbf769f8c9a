import { rmSync } from 'node:fs';
import { cp, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../../emulators/places.ts';
import firebase from '../../firebase.json' with { type: 'json' };

export const BASELINE_BUCKET = 'demo-bqtail-baseline';
export const PLAIN_BUCKET = 'demo-bqtail-plain';
export const PLAIN_TABLE = 'plain';

interface Project {
  folder: string;
  remove(): void;
}

/** This project with a second codebase: a function that writes one document for each event, and one that loads each file by itself. */
export async function projectWithBaseline(): Promise<Project> {
  const folder = await mkdtemp(path.join(tmpdir(), 'bqtail-bench-'));
  await symlink(path.join(ROOT, 'functions'), path.join(folder, 'functions'));
  await symlink(path.join(ROOT, 'rules'), path.join(folder, 'rules'));
  await cp(path.join(import.meta.dirname, 'baseline'), path.join(folder, 'baseline'), { recursive: true });
  await symlink(path.join(ROOT, 'functions/node_modules'), path.join(folder, 'baseline/node_modules'));
  const codebase = { source: 'baseline', codebase: 'baseline', runtime: 'nodejs24' };
  const config = { ...firebase, functions: [...firebase.functions, codebase] };
  await writeFile(path.join(folder, 'firebase.json'), JSON.stringify(config));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
