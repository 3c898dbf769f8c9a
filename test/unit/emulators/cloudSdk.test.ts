import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findCloudSdkEmulators } from '../../../emulators/suite/cloudSdk.ts';

const FIRESTORE = 'platform/cloud-firestore-emulator/cloud-firestore-emulator.jar';
const PUBSUB = 'platform/pubsub-emulator/bin/cloud-pubsub-emulator';

let root: string;

async function put(file: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), '');
}

beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(tmpdir(), 'bqtail-test-')));
  await put('sdk/bin/gcloud');
  await mkdir(path.join(root, 'commands'));
  await symlink(path.join(root, 'sdk/bin/gcloud'), path.join(root, 'commands/gcloud'));
  vi.stubEnv('PATH', ['/nowhere', path.join(root, 'commands')].join(path.delimiter));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

it('finds the emulators where the link of the gcloud command leads', async () => {
  await put(`sdk/${FIRESTORE}`);
  await put(`sdk/${PUBSUB}`);
  const sdk = path.join(root, 'sdk');
  expect(findCloudSdkEmulators()).toEqual({
    root: sdk,
    firestoreJar: path.join(sdk, FIRESTORE),
    pubsubScript: path.join(sdk, PUBSUB),
  });
});

it('finds none where one of the two is missing', async () => {
  await put(`sdk/${FIRESTORE}`);
  expect(findCloudSdkEmulators()).toBeUndefined();
});

it('finds none without the Google Cloud CLI', () => {
  vi.stubEnv('PATH', '/nowhere');
  expect(findCloudSdkEmulators()).toBeUndefined();
});
