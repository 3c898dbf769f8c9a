// Runs the Firebase Emulator Suite in this process, through firebase-tools' interface for Node programs.
//   node emulators/suite/main.ts [--ui] [--old-java] [--project-dir DIR] [--import DIR]
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT, ROOT } from '../places.ts';
import { copyAtOnce } from './copyAtOnce.ts';
import { OLDEST_JAVA } from './java.ts';
import { postOnlyHeardEvents } from './onlyHeardEvents.ts';

interface FirebaseTools {
  emulators: { start(options: Record<string, unknown>): Promise<void> };
  errorOut(error: unknown): void;
}

const { values: flags } = parseArgs({
  options: {
    ui: { type: 'boolean' },
    'old-java': { type: 'boolean' },
    'project-dir': { type: 'string' },
    import: { type: 'string' },
  },
});
const require = createRequire(import.meta.url);

if (flags['old-java']) {
  // The stock downloads need a newer Java and the CLI asks for it; the Google Cloud CLI's emulators do not. This is an
  // internal of firebase-tools: another reason why its version is pinned exactly.
  const commandUtils: {
    MIN_SUPPORTED_JAVA_MAJOR_VERSION: number;
  } = require('firebase-tools/lib/emulator/commandUtils');
  commandUtils.MIN_SUPPORTED_JAVA_MAJOR_VERSION = OLDEST_JAVA;
}

copyAtOnce();
postOnlyHeardEvents();

// firebase-tools prints nothing unless told, as its own command tells it, that this is a command.
process.env['IS_FIREBASE_CLI'] = 'true';
const log: { useConsoleLoggers(): void } = require('firebase-tools/lib/logger');
log.useConsoleLoggers();

const firebase: FirebaseTools = require('firebase-tools');
try {
  await firebase.emulators.start({
    project: PROJECT,
    config: path.join(flags['project-dir'] ?? ROOT, 'firebase.json'),
    nonInteractive: true,
    // All but the extensions emulator, which would come along and ask for a login.
    only: 'functions,firestore,pubsub,storage',
    ui: flags.ui ?? false,
    ...(flags.import === undefined ? {} : { import: flags.import }),
  });
  process.exit(0);
} catch (error) {
  firebase.errorOut(error);
}
