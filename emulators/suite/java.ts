import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The Google Cloud CLI's emulators run on it. */
export const OLDEST_JAVA = 17;

/** The major version of the `java` on the PATH (17 for 17.0.15); undefined where there is none. */
export async function javaVersion(): Promise<number | undefined> {
  try {
    const { stderr } = await run('java', ['-version']);
    return Number(/version "(\d+)/.exec(stderr)?.[1]);
  } catch {
    return undefined;
  }
}
