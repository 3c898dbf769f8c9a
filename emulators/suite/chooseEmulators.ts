import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { findCloudSdkEmulators } from './cloudSdk.ts';
import { javaVersion, OLDEST_JAVA } from './java.ts';
import { buildLaunchers } from './launchers.ts';
import { Unmet } from './unmet.ts';

/** Which programs the Firebase Emulator Suite runs. */
export interface EmulatorChoice {
  /** For the process that runs the suite. */
  env: Record<string, string>;
  args: string[];
  ui: boolean;
  /** Whether they are downloaded now, which takes minutes. */
  downloads: boolean;
  /** One sentence for the user. */
  note: string;
}

/** firebase-tools 15 refuses an older one for its own downloads. */
const STOCK_JAVA = 21;
const REACH_TIMEOUT_MS = 2_000;

const STOCK = ['firestore', 'storage', 'pubsub'] as const;

interface Download {
  downloadPath: string;
  binaryPath?: string;
  opts: { remoteUrl: string };
}

/** What firebase-tools would run, and where it would get it from. It honours `FIRESTORE_EMULATOR_BINARY_PATH` and the like. */
function downloadOf(emulator: (typeof STOCK)[number] | 'ui'): { file: string; url: URL } {
  const require = createRequire(import.meta.url);
  const { getDownloadDetails }: { getDownloadDetails(name: string): Download } =
    require('firebase-tools/lib/emulator/downloadableEmulators');
  const { downloadPath, binaryPath, opts } = getDownloadDetails(emulator);
  return { file: binaryPath ?? downloadPath, url: new URL(opts.remoteUrl) };
}

/**
 * firebase-tools' own emulators where they are cached or can be downloaded, else those of the Google Cloud CLI. Throws
 * `Unmet` where neither can run.
 */
export async function chooseEmulators(): Promise<EmulatorChoice> {
  const java = await javaVersion();
  if (java === undefined)
    throw new Unmet(`java is not installed, and the emulators need it: install a JDK, ${STOCK_JAVA} or newer.`);
  if (java < OLDEST_JAVA)
    throw new Unmet(`Java ${java} is too old for the emulators: install a JDK, ${STOCK_JAVA} or newer.`);

  const missing = STOCK.map(downloadOf).filter(({ file }) => !existsSync(file));
  const [first] = missing;
  const available = !first || (await canReach(first.url));
  if (available && java >= STOCK_JAVA) return stock({ downloads: Boolean(first) });

  const sdk = findCloudSdkEmulators();
  if (sdk) {
    const why = available ? `Java ${java} is too old for Firebase's own` : `${first?.url.host} is out of reach`;
    const env = await buildLaunchers(sdk);
    return {
      env,
      args: ['--old-java'],
      ui: false,
      downloads: false,
      note: `Emulators: the Google Cloud CLI's, in ${sdk.root} (${why}).`,
    };
  }
  throw new Unmet(
    available
      ? `Java ${java} is too old for the Firebase emulators: install a JDK, ${STOCK_JAVA} or newer.`
      : `The Firebase emulators are not here and ${first?.url.host} is out of reach: allow that download, or install the packages ` +
          'google-cloud-cli-firestore-emulator and google-cloud-cli-pubsub-emulator of the Google Cloud CLI.',
  );
}

async function stock({ downloads }: { downloads: boolean }): Promise<EmulatorChoice> {
  const { file, url } = downloadOf('ui');
  const ui = existsSync(file) || (await canReach(url));
  const note = `Emulators: Firebase's own (${downloads ? 'downloaded now, once: about 250 MB' : 'downloaded before'}).`;
  return { env: {}, args: ui ? ['--ui'] : [], ui, downloads, note };
}

/** Whether a download would work, asked in the way firebase-tools downloads: proxies included. */
async function canReach(url: URL): Promise<boolean> {
  const require = createRequire(import.meta.url);
  const { Client }: { Client: new (options: { urlPrefix: string; auth: boolean }) => HttpClient } =
    require('firebase-tools/lib/apiv2');
  try {
    await new Client({ urlPrefix: url.origin, auth: false }).request({
      method: 'HEAD',
      path: url.pathname,
      responseType: 'stream',
      retries: 0,
      signal: AbortSignal.timeout(REACH_TIMEOUT_MS),
    });
    return true;
  } catch {
    return false;
  }
}

interface HttpClient {
  request(options: Record<string, unknown>): Promise<unknown>;
}
