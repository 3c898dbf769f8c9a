/** Milliseconds since the scenario began. */
export type Moment = number;

/** Everything that is to happen, as plain JSON. The seed decides what else looks random: latencies, who gets which event. */
export interface Scenario {
  seed: string;
  rules: readonly RuleSpec[];
  uploads: readonly Upload[];
  troubles: readonly Trouble[];
  dispatchBudgetSec: number;
  /** How many requests an instance of tail takes at once. */
  concurrency: number;
  /** The share of events that are delivered twice. */
  duplicates: number;
  /** The share of events that come minutes late. */
  late: number;
  maxConcurrentLoad: number;
  maxConcurrentSql: number;
}

export type MoveKind = 'copy' | 'query' | 'dml' | 'unique';

/** `audit` is a statement that writes a row, `script` one of two such statements. */
export type ActionSpec = 'delete' | 'move' | 'call' | 'push' | 'audit' | 'script';

/** A rule: takes what lies below `‹name›/`, and loads it into `shop.‹name›`. */
export interface RuleSpec {
  name: string;
  isAsync: boolean;
  format: 'json' | 'csv';
  batchSec?: number;
  maxDelaySec?: number;
  /** The period of its groups; only with a batch. */
  groupSec?: number;
  /** Through a temporary table, and how the rows go on from there. */
  move?: MoveKind;
  override?: boolean;
  addsFields?: boolean;
  onSuccess: readonly ActionSpec[];
  onFailure: readonly ActionSpec[];
}

/**
 * What a file is: `corrupted` cannot be read, `invalid` does not fit the table, `newField` has a field that the table lacks,
 * `empty` has no byte. `wildcard` and `slashes` are good files whose name BigQuery cannot be given, `denied` one that BigQuery
 * may not read, and `gone` one that is deleted soon.
 */
export type FileKind =
  | 'good'
  | 'corrupted'
  | 'invalid'
  | 'newField'
  | 'empty'
  | 'wildcard'
  | 'slashes'
  | 'denied'
  | 'gone';

export interface Upload {
  /** Names its rows; unlike any other's. */
  id: string;
  at: Moment;
  /** The name of the rule that wants it. */
  rule: string;
  /** The name of the object. One that was uploaded before is overwritten. */
  name: string;
  kind: FileKind;
  rows: number;
}

export type TroubledService = 'firestore' | 'storage' | 'bigquery' | 'pubsub' | 'http';

/** What becomes of a request: refused, done without an answer, or done twice since the client tried again by itself. */
export type Mishap = 'refused' | 'lost' | 'twice';

export type Trouble =
  /** Requests to a service fail, all or a share of them. */
  | {
      kind: 'outage';
      service: TroubledService;
      /** All methods where it is missing. */
      method?: string;
      /** Only requests about what has this in its name. */
      target?: string;
      from: Moment;
      until: Moment;
      share: number;
      mishap: Mishap;
      /** A status of gRPC for Firestore, of HTTP for the others, or the code of a broken connection. */
      code: number | string;
      reason?: string;
      /** How long a request hangs before it fails. */
      delayMs: number;
    }
  /** One request meets with something: its instance dies before or after it, or is frozen, or the answer is lost. */
  | {
      kind: 'point';
      method: string;
      nth: number;
      what: 'killBefore' | 'killAfter' | 'lost' | 'freeze';
      freezeMs: number;
    }
  /** A share of the requests find their instance frozen, when they have set out: what comes back waits for the thaw. */
  | { kind: 'freezes'; from: Moment; until: Moment; share: number; freezeMs: number }
  /** A share of the instances cannot reach a service, while the others can. */
  | { kind: 'partition'; from: Moment; until: Moment; service: TroubledService; share: number }
  /** A share of the requests to a service take long: on the way there, or on the way back. */
  | { kind: 'late'; from: Moment; until: Moment; service: TroubledService; share: number; ms: number }
  /** An instance at work dies. */
  | { kind: 'kill'; at: Moment }
  /** All instances die. */
  | { kind: 'redeploy'; at: Moment }
  /** Nothing is published to dispatch. */
  | { kind: 'noSchedule'; from: Moment; until: Moment }
  /** The rules cannot be read: somebody pushed a typing error. */
  | { kind: 'brokenRules'; from: Moment; until: Moment }
  /** Jobs take long. */
  | { kind: 'slowJobs'; from: Moment; until: Moment; runMs: number }
  /** A share of the jobs fails for a fault of BigQuery's. */
  | { kind: 'failingJobs'; from: Moment; until: Moment; share: number; reason: string; message: string }
  /** A table takes so many modifications in ten seconds. */
  | { kind: 'rateLimit'; from: Moment; until: Moment; perTenSeconds: number; asCall: boolean }
  /** A table takes no modification but for so many a minute: the quota of the day is used up, and comes back bit by bit. */
  | { kind: 'quota'; from: Moment; until: Moment; perMinute: number; asCall: boolean }
  /** The bucket is made anew elsewhere than the datasets: no load job can read from it. */
  | { kind: 'misplaced'; from: Moment; until: Moment }
  /** A task file is deleted. */
  | { kind: 'dropTask'; at: Moment }
  /** All temporary tables are deleted. */
  | { kind: 'dropTemporary'; at: Moment }
  /** An object under a reserved prefix that is no task. */
  | { kind: 'junk'; at: Moment; name: string }
  /** Data files cannot be deleted: a retention policy. */
  | { kind: 'retention'; from: Moment; until: Moment }
  /** Scripts and DML statements break off, before or after their statements took effect. */
  | { kind: 'brokenScripts'; from: Moment; until: Moment; share: number; reason: string; message: string }
  /** So many DML statements may be outstanding for a table. */
  | { kind: 'dmlLimit'; from: Moment; until: Moment; outstanding: number }
  /** Events of a share of the objects never come. */
  | { kind: 'lostEvents'; from: Moment; until: Moment; share: number };

const QUOTA_HOLD_MS = 600_000;

/** When a trouble, and what it brought about, is over: a process may have several slow jobs, one after the other. */
export function endOf(trouble: Trouble): Moment {
  if (trouble.kind === 'slowJobs') return trouble.until + 2 * trouble.runMs;
  // What a used-up quota refuses waits for ten minutes, and then for twice as long each time.
  if (trouble.kind === 'quota') return trouble.until + Math.max(QUOTA_HOLD_MS, trouble.until - trouble.from);
  if (trouble.kind === 'freezes') return trouble.until + trouble.freezeMs;
  if ('until' in trouble) return trouble.until;
  return 'at' in trouble ? trouble.at : 0;
}

/** Whether a trouble that lasts is on. */
export const isOn = (trouble: Trouble, now: Moment): boolean =>
  'from' in trouble && trouble.from <= now && now < trouble.until;
