import { MODIFICATIONS_A_DAY, modificationsADay } from './modificationLimits.ts';
import { type Finding, warningAt } from './problem.ts';
import { namesProcess } from './runtimeVariables.ts';
import type { Destination, Rule } from './schema.ts';
import { referencesIn } from './template.ts';

/** Shorter windows than this, all day long, are more than 1,500 loads. */
export const LEAST_WINDOW_SEC = 60;

/** Warns of a rule that may ask one table for more modifications than BigQuery allows. */
export function checkLimits({ Batch, Dest }: Rule): Finding[] {
  // A table of a process gets the rows of one.
  if (Dest.Transient?.CopyMethod === 'DML' || namesProcess(Dest.Table, 'event')) return [];
  const limit = modificationsOf(Dest);
  const quota = `BigQuery takes ${limit.toLocaleString('en-US')} modifications of a table a day`;
  if (Batch === undefined) {
    return [
      warningAt(
        ['Dest', 'Table'],
        `every file is a load of its own, and ${quota}; for more files, give the rule a Batch`,
      ),
    ];
  }
  const seconds = Batch.Window.DurationInSec;
  // A column-partitioned table takes a load every 3 s; a table a day still takes all of a day's loads.
  const one = limit === MODIFICATIONS_A_DAY.standard && referencesIn(Dest.Table).every(({ name }) => name === 'Date');
  if (!one || seconds >= LEAST_WINDOW_SEC) return [];
  const message = `windows of ${seconds} s may need more loads than BigQuery allows: ${quota}; make them ${LEAST_WINDOW_SEC} s or longer, or partition the table`;
  return [warningAt(['Batch', 'Window', 'DurationInSec'], message)];
}

/** A table that has a `Partition`, and no column that it is by, is taken to be partitioned by the time of ingestion. */
function modificationsOf({ Partition, TimePartitioning, RangePartitioning }: Destination): number {
  const isByTime = TimePartitioning !== undefined || Partition !== undefined;
  return modificationsADay({
    timePartitioning: isByTime ? { field: TimePartitioning?.Field } : undefined,
    rangePartitioning: RangePartitioning,
  });
}
