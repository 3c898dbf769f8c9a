import { defined } from '../common/defined.ts';
import { sha256 } from '../common/sha256.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { ActionDescriptions } from '../rule/actionDescription.ts';
import type { LoadedRule } from '../rule/readRules.ts';
import { batchKey, windowDestination } from './batchKey.ts';
import { type Group, groupOf } from './groupOf.ts';

/** The time in which files gather that are loaded together. */
export interface BatchWindow {
  /** A function of the batch and of the window's end, in hexadecimal. */
  id: string;
  bucket: string;
  /** `[project.]dataset.table[$partition]` */
  destination: string;
  start: Date;
  /** The first moment after it: a file created then belongs to the next one. */
  end: Date;
  /** When its files are to be loaded: its end, and the delay that the rule allows. */
  closes: Date;
  rule: LoadedRule;
  group?: Group;
}

/** Half of a SHA-256 is enough to tell batches apart. */
const ID_LENGTH = 32;

/**
 * The windows of a file's batch: with offset 0 the one that its creation falls into, with offset 1 the one after that.
 * They are aligned to the epoch. `kinds` are those of the
 * rule's actions. Throws a RuleError where the rule gives no destination for the file.
 */
export function windowsFor(
  rule: LoadedRule,
  file: SourceFile,
  kinds: ActionDescriptions,
): (offset: number) => BatchWindow {
  const { Batch } = rule.rule;
  if (Batch === undefined) throw new Error(`${rule.url}:${rule.line} has no Batch`);
  const { destination, hash } = batchKey(rule, file, kinds);
  const identity = { bucket: file.bucket, name: file.name, created: new Date(file.created) };
  const destinationOf = (groupId: string): string => windowDestination(rule.rule, identity, groupId);
  const durationMs = Batch.Window.DurationInSec * 1000;
  const own = Math.floor(Date.parse(file.created) / durationMs);
  return (offset) => {
    const start = new Date((own + offset) * durationMs);
    const end = new Date(start.getTime() + durationMs);
    const id = sha256(`${hash} ${end.getTime()}`, ID_LENGTH);
    const closes = new Date(end.getTime() + delayMs(id, Batch.MaxDelayInSec ?? 0));
    const group = groupOf(rule, { bucket: file.bucket, destination, destinationOf, end });
    const named = group === undefined ? destination : destinationOf(group.id);
    return defined({ id, bucket: file.bucket, destination: named, start, end, closes, rule, group });
  };
}

/** Evenly spread, and the same for all who ask: a function of the window. */
function delayMs(id: string, maxDelaySec: number): number {
  const share = Number.parseInt(id.slice(0, 8), 16) / 0x1_0000_0000;
  return Math.floor(share * (maxDelaySec * 1000 + 1));
}
