import { splitPartition } from '../common/partition.ts';
import { sha256Int64 } from '../common/sha256.ts';
import type { LoadedRule } from '../rule/readRules.ts';

/** The processes of a destination whose windows end in the same period; after the last of them `OnDone` of the rule runs. */
export interface Group {
  /** `$GroupID`: a positive decimal that fits BigQuery's INT64. */
  id: string;
  /** `[project.]dataset.table`: its partitions are one destination. */
  destination: string;
  /** When the period is over. Epoch-aligned, like windows. */
  ends: Date;
}

interface GroupFacts {
  bucket: string;
  /** That of its windows, and the same once the ID of the group is known: the table may be named after it. */
  destination: string;
  destinationOf(groupId: string): string;
  end: Date;
}

/** The group of the process that a window's end begins; undefined where the rule has no groups. */
export function groupOf(
  { rule }: LoadedRule,
  { bucket, destination, destinationOf, end }: GroupFacts,
): Group | undefined {
  const given = rule.Batch?.Group;
  if (given === undefined) return undefined;
  const periodMs = given.DurationInSec * 1000;
  const ends = new Date((Math.floor(end.getTime() / periodMs) + 1) * periodMs);
  const { table } = splitPartition(destination);
  const id = sha256Int64(JSON.stringify(['group', bucket, table, given, ends.getTime()]));
  return { id, destination: splitPartition(destinationOf(id)).table, ends };
}
