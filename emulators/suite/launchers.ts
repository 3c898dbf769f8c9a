import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CACHE } from '../places.ts';
import type { CloudSdkEmulators } from './cloudSdk.ts';
import { Unmet } from './unmet.ts';

const run = promisify(execFile);

const RULES_SOURCE = path.join(import.meta.dirname, 'StorageRulesRuntime.java');
const FIRESTORE_MAIN = 'com.google.cloud.datastore.emulator.firestore.CloudFirestore';

/**
 * Makes what firebase-tools needs to run the Google Cloud CLI's emulators in place of its own, and returns the
 * environment that points it there:
 *
 * - Firestore: firebase-tools runs `java -jar X`, and the CLI's jar names no main class. A jar that has nothing but a
 *   manifest adds it.
 * - Storage rules: the CLI has no such program, but its Firestore jar holds the same rules engine. A small program of our
 *   own puts it behind the protocol that firebase-tools speaks.
 * - Pub/Sub: firebase-tools changes the mode of the file it is given, which may not be ours: a script that runs the CLI's.
 *
 * They are kept, and made anew when the Google Cloud CLI or the program changed.
 */
export async function buildLaunchers(sdk: CloudSdkEmulators): Promise<Record<string, string>> {
  const folder = path.join(CACHE, `launchers-${await fingerprint(sdk)}`);
  if (!existsSync(folder)) await build(sdk, folder);
  return {
    FIRESTORE_EMULATOR_BINARY_PATH: path.join(folder, 'firestore.jar'),
    STORAGE_EMULATOR_BINARY_PATH: path.join(folder, 'storage-rules.jar'),
    PUBSUB_EMULATOR_BINARY_PATH: path.join(folder, 'pubsub.sh'),
  };
}

async function fingerprint({ firestoreJar, pubsubScript }: CloudSdkEmulators): Promise<string> {
  const { size, mtimeMs } = await stat(firestoreJar);
  const parts = [firestoreJar, size, mtimeMs, pubsubScript, await readFile(RULES_SOURCE, 'utf8')];
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 12);
}

async function build({ firestoreJar, pubsubScript }: CloudSdkEmulators, folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(path.join(CACHE, 'building-'));
  try {
    const classes = path.join(draft, 'classes');
    const empty = path.join(draft, 'empty');
    await Promise.all([mkdir(classes), mkdir(empty)]);
    await tool('javac', ['-proc:none', '-cp', firestoreJar, '-d', classes, RULES_SOURCE]);
    await jar({
      file: path.join(draft, 'storage-rules.jar'),
      main: 'StorageRulesRuntime',
      classPath: firestoreJar,
      content: classes,
    });
    await jar({
      file: path.join(draft, 'firestore.jar'),
      main: FIRESTORE_MAIN,
      classPath: firestoreJar,
      content: empty,
    });
    await writeFile(path.join(draft, 'pubsub.sh'), `#!/bin/sh\nexec '${pubsubScript}' "$@"\n`, { mode: 0o755 });
    // In one step, so that another start never finds it half done; the one that comes second is content with the first.
    await rename(draft, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

interface Jar {
  file: string;
  main: string;
  classPath: string;
  /** A folder: what goes into the jar beside its manifest. */
  content: string;
}

async function jar({ file, main, classPath, content }: Jar): Promise<void> {
  const manifest = `${file}.mf`;
  await writeFile(manifest, `Main-Class: ${main}\nClass-Path: ${pathToFileURL(classPath)}\n`);
  await tool('jar', ['cfm', file, manifest, '-C', content, '.']);
}

/** Runs a tool of the JDK. */
async function tool(command: 'javac' | 'jar', args: readonly string[]): Promise<void> {
  try {
    await run(command, args);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Unmet(
        `${command} is not installed, and the emulators need it: install a JDK, a Java runtime alone does not have it.`,
      );
    }
    throw error;
  }
}
