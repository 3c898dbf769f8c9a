import path from 'node:path';
import { ENDPOINTS, PORTS, ROOT } from '../places.ts';
import type { EmulatorChoice } from '../suite/chooseEmulators.ts';
import { type Server, startServer } from './startServer.ts';

export interface ServersOptions {
  choice: EmulatorChoice;
  /** A folder for what the servers write: logs and, below it, the stub's tables. */
  runDir: string;
  /** The folder of the firebase.json to run; by default this project's. */
  projectDir?: string | undefined;
  /** How long a BigQuery job takes at least, in milliseconds; by default the stub's own. */
  jobLatencyMs?: number | undefined;
}

/** Where the stub keeps its tables during a run. */
export const tablesDirIn = (runDir: string): string => path.join(runDir, 'bigquery');

export function startBigQuery({ runDir, jobLatencyMs }: ServersOptions): Server {
  return startServer({
    name: 'The BigQuery stub',
    args: [
      path.join(ROOT, 'emulators/bigquery/main.ts'),
      '--port',
      String(PORTS.bigquery),
      '--data',
      tablesDirIn(runDir),
    ],
    env: {
      STORAGE_EMULATOR_HOST: ENDPOINTS.STORAGE_EMULATOR_HOST,
      TMPDIR: runDir,
      ...(jobLatencyMs === undefined ? {} : { BIGQUERY_JOB_LATENCY_MS: String(jobLatencyMs) }),
    },
    cwd: runDir,
    logFile: path.join(runDir, 'bigquery.log'),
  });
}

export function startSuite({
  choice,
  runDir,
  projectDir,
  metadataHost,
  suiteExport,
}: ServersOptions & { metadataHost: string; suiteExport: string | undefined }): Server {
  return startServer({
    name: 'The Firebase Emulator Suite',
    args: [
      path.join(ROOT, 'emulators/suite/main.ts'),
      ...choice.args,
      ...(projectDir === undefined ? [] : ['--project-dir', projectDir]),
      ...(suiteExport === undefined ? [] : ['--import', suiteExport]),
    ],
    env: {
      ...choice.env,
      BIGQUERY_EMULATOR_HOST: ENDPOINTS.BIGQUERY_EMULATOR_HOST,
      // Worker processes of the functions emulator: its default of 50 drowns a small machine and loses events.
      FUNCTIONS_EMULATOR_PARALLEL: '4',
      // The functions are discovered through a file instead of a port: three seconds faster.
      FIREBASE_FUNCTIONS_DISCOVERY_OUTPUT_PATH: 'true',
      // A world lives for minutes: what Java's second compiler and its parallel garbage collector cost is never earned back.
      JAVA_TOOL_OPTIONS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
      GCE_METADATA_HOST: metadataHost,
      // Nor any credentials of the person at this machine.
      CLOUDSDK_CONFIG: runDir,
      // No look for Google's metadata server, for news, or for a newer version.
      METADATA_SERVER_DETECTION: 'none',
      CI: 'true',
      NO_UPDATE_NOTIFIER: '1',
      // It asks npm for newer functions SDKs, which takes minutes to fail without a network.
      npm_config_offline: 'true',
      // Objects of the Storage emulator, sockets of the workers.
      TMPDIR: runDir,
    },
    // The emulators write their logs into the working folder.
    cwd: runDir,
    logFile: path.join(runDir, 'suite.log'),
  });
}
