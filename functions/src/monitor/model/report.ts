import { z } from 'zod';

const time = z.iso.datetime().describe('ISO 8601, UTC');
const count = z.int().nonnegative();
const seconds = z.number().nonnegative().describe('seconds');

/** From best to worst: the worst of its problems is the status of a deployment. */
const STATUSES = ['ok', 'late', 'stalled', 'error'] as const;
const status = z.enum(STATUSES);

/** The worse, the higher. */
export const badness = (of: Status): number => STATUSES.indexOf(of);

/** Something that somebody should know of. */
const problem = z.strictObject({
  kind: z.string().describe('which kind of problem, as failed, stalled, setAside'),
  status: status.describe('what it makes the whole deployment; ok: there is nothing to do now'),
  subject: z.string().describe('what it is about: a table, a rule, a folder, a service'),
  sentence: z.string().describe('what is wrong, in words'),
  count: count.describe('how many processes, files or tasks it is about'),
  since: time.optional(),
  todo: z.string().describe('what to do, in words'),
  commands: z.array(z.string()).describe('the commands that mend it, in order, ready to paste'),
});

const hour = z.strictObject({
  hour: time.describe('when the hour begins'),
  files: count,
  rows: count,
  medianLagSec: seconds.optional(),
});

/** What was done for a table in the last 24 hours; processes count in the hour in which they ended. */
const day = z.strictObject({
  processes: count,
  failed: count,
  files: count.describe('that were loaded'),
  filesSetAside: count,
  rows: count,
  bytes: count,
  medianLagSec: seconds.optional().describe('from the creation of the oldest file of a process to its end'),
  p95LagSec: seconds.optional(),
  hours: z.array(hour).describe('the hours in which something ended, the earliest first'),
});

const table = z.strictObject({
  table: z.string().describe('[project.]dataset.table'),
  status,
  running: count,
  stalled: count,
  waiting: count.describe('of those that run: waiting for trouble to pass'),
  scheduled: count.describe('windows that gather files, or are about to be loaded'),
  oldest: time.optional().describe('when the oldest of those that run began'),
  day: day.optional().describe('missing where there is no history to ask'),
  modifications: z
    .strictObject({
      today: count,
      forecast: count.describe('by midnight US Pacific, at the pace of today'),
      limit: count,
    })
    .optional()
    .describe("jobs that wrote to the table since midnight US Pacific, against BigQuery's limit for a table and day"),
  freshness: z
    .strictObject({ promisedSec: seconds, modified: time.optional(), ageSec: seconds.optional() })
    .optional()
    .describe('where a rule gives Dest.Freshness'),
});

const hold = z.strictObject({ key: z.string(), until: time, refusals: count.describe('in a row') });

const backlog = z.strictObject({
  jobs: count.describe('task files of jobs in flight'),
  waiting: count.describe('task files of what waits for its time'),
  windows: count.describe('windows that gather files'),
  windowsDue: count.describe('windows that are due, and not loaded yet'),
  oldestFile: time.optional().describe('when the oldest file came that is not loaded yet'),
});

const rules = z.strictObject({
  enabled: count,
  disabled: count,
  pushed: z
    .strictObject({
      state: count.describe('the number of the state'),
      at: time,
      by: z.string().describe('who pushed it'),
      commit: z.string().optional(),
      changedSince: z.array(z.string()).describe('rule files that were written one by one since'),
    })
    .optional()
    .describe('missing where nothing was pushed as a whole'),
  problems: z.array(z.strictObject({ severity: z.enum(['error', 'warning']), place: z.string(), message: z.string() })),
});

const book = z.strictObject({
  hour: z.string().describe('yyyy-MM-dd_HH, UTC: when the files were created'),
  created: count,
  loaded: count,
  setAside: count,
  failed: count,
  refused: count,
  superseded: count,
  unmatched: count,
  inFlight: count,
  lost: count.describe('on no side'),
  isClosed: z.boolean(),
  strays: z.array(z.strictObject({ name: z.string(), why: z.string(), isLost: z.boolean() })),
});

/** What `bqMonitor` answers as JSON. Fields may be added; none changes its meaning. */
export const reportSchema = z.strictObject({
  project: z.string(),
  triggerBucket: z.string(),
  at: time,
  status,
  problems: z.array(problem).describe('the worst first'),
  dispatch: z.strictObject({ lastSweep: time.optional(), silentSec: seconds.optional() }),
  rules,
  backlog,
  tables: z.array(table).describe('the worst first'),
  holds: z.array(hold),
  books: z.array(book).describe('the latest hour first; of hours that the search for missed files has passed'),
  unseen: z.array(z.string()).describe('what could not be looked at, and why'),
});

export type Report = z.infer<typeof reportSchema>;
export type ReportedProblem = z.infer<typeof problem>;
export type ReportedTable = z.infer<typeof table>;
export type Status = z.infer<typeof status>;
