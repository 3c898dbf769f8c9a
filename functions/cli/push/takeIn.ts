import pMap from 'p-map';
import type { Deps } from '../../src/deps/deps.ts';
import type { SourceFile } from '../../src/model/sourceFile.ts';

const CONCURRENCY = 16;

/** What instances that have just checked the rules take to check them again, and to have read them, in milliseconds. */
const READ_MS = 10_000;

/** Has files taken in as if they came once every instance has the rules that want them. */
export async function takeIn(files: readonly SourceFile[], { arrivals, settings, clock }: Deps): Promise<void> {
  const notBefore = new Date(clock.now().getTime() + settings.rulesCheckSec * 1000 + READ_MS);
  await pMap(files, (file) => arrivals.postpone(file, { notBefore, times: 1 }), { concurrency: CONCURRENCY });
}
