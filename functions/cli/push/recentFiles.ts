import type { Deps } from '../../src/deps/deps.ts';
import { sourceFileIn } from '../../src/journal/register.ts';
import { hourOf } from '../../src/model/book.ts';
import type { SourceFile } from '../../src/model/sourceFile.ts';

/** Files of the last days, as the ledger has them. */
export interface RecentFiles {
  /** How many there are. */
  total: number;
  /** All of them, or a sample of each day. */
  files: SourceFile[];
}

/** So many files are looked at: as many documents are read, which costs a cent. */
const MOST = 10_000;

const HOUR_MS = 3_600_000;
const HOURS_A_DAY = 24;

/** The files that were created in the last so many days. */
export async function recentFiles(days: number, { register, clock, settings }: Deps): Promise<RecentFiles> {
  const now = clock.now().getTime();
  const since = new Date(now - days * HOURS_A_DAY * HOUR_MS);
  const each = Math.ceil(MOST / days);
  const found: RecentFiles = { total: 0, files: [] };
  for (let day = 0; day < days; day++) {
    const first = day * HOURS_A_DAY;
    // The hour in which the last day began, as well.
    const hours = Array.from({ length: HOURS_A_DAY + (day === days - 1 ? 1 : 0) }, (_, n) =>
      hourOf(new Date(now - (first + n) * HOUR_MS)),
    );
    const { count, sample } = await register.arrived(hours, each);
    const own = sample.filter(({ bucket, created }) => bucket === settings.triggerBucket && created >= since);
    found.total += count === sample.length ? own.length : Math.round((count * own.length) / sample.length);
    found.files.push(...own.map(sourceFileIn));
  }
  return found;
}
