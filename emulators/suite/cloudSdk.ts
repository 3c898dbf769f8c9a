import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** The emulators that the Google Cloud CLI installed (its components, or the Debian packages of the same names). */
export interface CloudSdkEmulators {
  root: string;
  firestoreJar: string;
  pubsubScript: string;
}

/** Looks beside the `gcloud` command, wherever its link leads; undefined where it or one of the emulators is missing. */
export function findCloudSdkEmulators(): CloudSdkEmulators | undefined {
  const commands = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'gcloud'));
  const gcloud = commands.find((file) => existsSync(file));
  if (!gcloud) return undefined;
  const root = path.dirname(path.dirname(realpathSync(gcloud)));
  const firestoreJar = path.join(root, 'platform/cloud-firestore-emulator/cloud-firestore-emulator.jar');
  const pubsubScript = path.join(root, 'platform/pubsub-emulator/bin/cloud-pubsub-emulator');
  return [firestoreJar, pubsubScript].every((file) => existsSync(file))
    ? { root, firestoreJar, pubsubScript }
    : undefined;
}
