import { isDeepStrictEqual } from 'node:util';
import { defined } from '../common/defined.ts';
import { messageOf } from '../common/messageOf.ts';
import { isRuleFile } from './isRuleFile.ts';
import type { RuleProblem } from './problem.ts';
import type { LoadedRule, RuleReader } from './readRules.ts';

/** Where rule files are kept. */
export interface RuleSource {
  /** Every file, with something that changes whenever its content does. */
  list(): Promise<{ name: string; version: string; object?: string }[]>;
  /** The text of a file, by its object, or else its name; undefined where it is gone by now. */
  read(object: string): Promise<string | undefined>;
  /** What was pushed as a whole, as of the last list. */
  pushed?(): PushedState | undefined;
}

/** The state of the rules that was pushed last. */
export interface PushedState {
  state: number;
  /** ISO 8601 */
  at: string;
  by: string;
  commit?: string;
  /** Files that were written one by one since. */
  changedSince: readonly string[];
}

export interface RuleSet {
  rules: LoadedRule[];
  problems: RuleProblem[];
  /** Missing where nothing was pushed as a whole. */
  pushed?: PushedState;
}

interface CacheOptions {
  source: RuleSource;
  readRules: RuleReader['readRules'];
  /** How stale the rules may get. */
  checkEverySec: number;
  /** Milliseconds. */
  now(): number;
  /** Told of the files that were read: all of them at first, later those that are new or have changed. */
  onChange?(files: readonly RuleFile[]): Promise<void>;
}

/** A version of a rule file, and what it holds. */
export interface RuleFile extends RuleSet {
  name: string;
  version: string;
}

/** Rule files are small; so many at once are read quickly without opening thousands of connections. */
const READS_AT_ONCE = 16;

/** Rule files that go between a listing and the reading, so often one after the other, go on going. */
const MAX_LISTINGS = 3;

/**
 * Rules that are read once and again when they change: one list call a check, and none between checks. A listing out of which a file
 * goes before it is read is made again. Callers at the same time share a check. Where a check fails, the rules known before stay in use, with a problem that says so, until
 * the next one; `current` rejects only while no rules are known.
 */
export function createRuleCache({ source, readRules, checkEverySec, now, onChange }: CacheOptions): {
  current(): Promise<RuleSet>;
} {
  let files = new Map<string, RuleFile>();
  let set: RuleSet | undefined;
  let answer: RuleSet | undefined;
  let checkAt = 0;
  let running: Promise<RuleSet> | undefined;

  async function readFile(name: string, version: string, object = name): Promise<RuleFile | undefined> {
    const known = files.get(name);
    if (known?.version === version) return known;
    const text = await source.read(object);
    return text === undefined ? undefined : { name, version, ...readRules(name, text) };
  }

  /** Undefined where a file that was listed is gone: it may have been renamed, and be where the listing has not got it. */
  async function readListed(): Promise<Map<string, RuleFile> | undefined> {
    const listed = (await source.list()).filter(({ name }) => isRuleFile(name));
    const next = new Map<string, RuleFile>();
    for (let start = 0; start < listed.length; start += READS_AT_ONCE) {
      const chunk = listed.slice(start, start + READS_AT_ONCE);
      const read = await Promise.all(chunk.map(({ name, version, object }) => readFile(name, version, object)));
      for (const file of read) {
        if (file === undefined) return undefined;
        next.set(file.name, file);
      }
    }
    return next;
  }

  async function readAll(): Promise<Map<string, RuleFile>> {
    for (let listings = 0; listings < MAX_LISTINGS; listings++) {
      const next = await readListed();
      if (next) return next;
    }
    throw new Error(
      `rule files went while they were read, after each of ${MAX_LISTINGS} listings: find out what moves or deletes files below rules/, and stop it`,
    );
  }

  async function load(): Promise<RuleSet> {
    const next = await readAll();
    const same = next.size === files.size && [...next].every(([name, file]) => files.get(name) === file);
    const pushed = source.pushed?.();
    if (set !== undefined && same && isDeepStrictEqual(set.pushed, pushed)) return set;
    const all = [...next.values()];
    await onChange?.(all.filter((file) => files.get(file.name) !== file));
    files = next;
    return defined({
      rules: all.flatMap(({ rules }) => rules),
      problems: all.flatMap(({ problems }) => problems),
      pushed,
    });
  }

  async function check(): Promise<RuleSet> {
    const started = now();
    try {
      const loaded = await load();
      checkAt = started + checkEverySec * 1000;
      answer = loaded;
      set = loaded;
      return loaded;
    } catch (error) {
      if (set === undefined) throw error;
      checkAt = started + checkEverySec * 1000;
      answer = { ...set, problems: [...set.problems, staleProblem(error)] };
      return answer;
    }
  }

  return {
    async current() {
      if (answer !== undefined && now() < checkAt) return answer;
      running ??= check().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
}

const staleProblem = (error: unknown): RuleProblem => ({
  severity: 'error',
  file: '',
  line: 1,
  column: 1,
  field: '',
  message: `the rules could not be checked, so the ones read before stay in use: ${messageOf(error)}`,
});
