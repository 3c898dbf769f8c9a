/** What a sweep saw and did in one project. */
export interface Counts {
  running: number;
  pending: number;
  /** The load jobs among those that run or are pending. */
  loadJobs: number;
  /** Handed to tail: the job is done. */
  dispatched: number;
  /** Done, but the function that waits for the job sees to it. */
  awaited: number;
  /** Unknown to BigQuery, and young: the function that wrote the task is about to submit the job. */
  notFound: number;
  /** Unknown to BigQuery, and old: handed to tail, which submits the job again. */
  lost: number;
  /** Windows that were handed to tail: they are due. */
  batches: number;
  /** Windows that are due, and wait until fewer load jobs run; follow-ups that wait until fewer queries do. */
  throttled: number;
}

/** A digest: what operators were told about a subject; a log line of its own. */
export interface SentDigest {
  subject: string;
  news: readonly { kind: string; status: string; sentence: string; count: number }[];
  recovered: readonly { kind: string; sentence: string }[];
  /** Where it would have gone: the local world only says so. */
  wouldGoTo?: string;
  /** Why it could not be sent; it is tried again. */
  trouble?: string;
}

/** What a run of dispatch saw and did; its one log line is made of it. */
export interface DispatchRun {
  cycles: number;
  /** Follow-ups that were asked for once more. */
  touched: number;
  /** Files that were taken in though their event never came, or came while rules were broken. */
  missed: number;
  /** Processes and arrivals that wait: for their time, or for a limit or a service. */
  waiting: number;
  /** Those that had waited, and were handed to tail. */
  letGo: number;
  /** The one job that the message said is done; then nothing else was looked at. */
  completed?: string;
  projects: Record<string, Counts>;
  /** Objects among the task files that are none, and where they were put. */
  setAside: string[];
  /** What went wrong with single tasks, windows, processes or projects; the others were handled all the same. */
  errors: string[];
  digests: SentDigest[];
}
