import pMap from 'p-map';
import type { Deps } from '../../src/deps/deps.ts';
import type { SourceFile } from '../../src/model/sourceFile.ts';
import { RULES_READ_SEC } from '../input/rulesReadSec.ts';

const CONCURRENCY = 16;

/** Has files taken in as if they came once every instance has the rules that want them. */
export async function takeIn(files: readonly SourceFile[], { arrivals, settings, clock }: Deps): Promise<void> {
  const haveRead = (settings.rulesCheckSec + RULES_READ_SEC) * 1000;
  const notBefore = new Date(clock.now().getTime() + haveRead);
  await pMap(files, (file) => arrivals.postpone(file, { notBefore, times: 1 }), { concurrency: CONCURRENCY });
}
