import pMap from 'p-map';
import type { Deps } from '../deps/deps.ts';
import { hourOf } from '../model/book.ts';
import { tableNameOf } from '../model/table.ts';
import { parseTable } from '../rule/destination.ts';
import { modificationsADay } from '../rule/modificationLimits.ts';
import { readTasks } from '../task/readTasks.ts';
import { fixedTable } from './model/fixedTable.ts';
import { FAILED_SHOWN_MS, type Observation, type TableFacts, type TableHour } from './model/observation.ts';
import { createWatch } from './watch.ts';

/** Only tables that were written to so often in a day can come near a limit: BigQuery is asked of the others in vain. */
const OFTEN = 500;

const CONCURRENCY = 8;

/** Looks at a deployment. `readHours` asks the history. */
export async function observe(
  deps: Deps,
  readHours: () => Promise<readonly TableHour[] | undefined>,
): Promise<Observation> {
  const { register, settings, clock } = deps;
  const at = clock.now();
  const watch = createWatch();
  const { look, first } = watch;
  const [rules, lastSweep, backlog, running, failed, notLoaded, windows, holds, hours, books, unwanted] =
    await Promise.all([
      look('the rules', { rules: [], problems: [] }, () => deps.rules.current()),
      look('the last sweep of dispatch', at, () => register.lastSweep()),
      look('the task files', { jobs: 0, waiting: 0 }, async () => {
        const { jobs, waiting } = await readTasks(deps.tasks);
        return { jobs: jobs.length, waiting: waiting.length };
      }),
      first('processes that run', register.processes({ statuses: ['running'] })),
      first(
        'processes that failed',
        register.processes({ statuses: ['failed', 'actionFailed'], since: new Date(at.getTime() - FAILED_SHOWN_MS) }),
      ),
      first('files that are not loaded', register.files(['setAside', 'refused', 'unruled'])),
      first('open windows', register.windows()),
      first('holds', register.holds(at)),
      look('the history of the last day', undefined, readHours),
      first('books', deps.books.since(hourOf(new Date(at.getTime() - FAILED_SHOWN_MS)))),
      look('files that no rule matched', { count: 0, sample: [] }, () => register.unwanted(hoursOfDay(at))),
    ]);
  const { projectId, triggerBucket } = settings;
  const seen = {
    at,
    projectId,
    triggerBucket,
    lastSweep,
    rules,
    backlog,
    running,
    failed,
    notLoaded,
    unwanted,
    windows,
    holds,
    hours,
    books,
  };
  const tables = await factsOf(namesToAsk(seen), deps, watch.look);
  return { ...seen, tables, unseen: watch.unseen() };
}

const HOUR_MS = 3_600_000;

/** The hour of that time and the 24 before it. */
const hoursOfDay = (at: Date): string[] =>
  Array.from({ length: 25 }, (_, ago) => hourOf(new Date(at.getTime() - ago * HOUR_MS)));

/** The tables that a rule promises freshness of, and those that are written to often. */
function namesToAsk({ rules, hours = [], projectId }: Pick<Observation, 'rules' | 'hours' | 'projectId'>): Set<string> {
  const promised = rules.rules
    .filter(({ rule }) => rule.Dest.Freshness !== undefined)
    .flatMap(({ rule }) => fixedTable(rule, projectId) ?? []);
  const counts = new Map<string, number>();
  for (const { table, modifications } of hours) counts.set(table, modifications + (counts.get(table) ?? 0));
  const busy = [...counts].filter(([, count]) => count > OFTEN).map(([table]) => table);
  return new Set([...promised, ...busy]);
}

async function factsOf(
  names: ReadonlySet<string>,
  { tables, settings }: Deps,
  look: ReturnType<typeof createWatch>['look'],
): Promise<Map<string, TableFacts>> {
  const facts = new Map<string, TableFacts>();
  await pMap(
    names,
    (name) =>
      look(`table ${name}`, undefined, async () => {
        const found = await tables.find(tableNameOf(parseTable(name), settings.projectId));
        facts.set(name, { modified: found?.modified, modificationsADay: modificationsADay(found ?? {}) });
      }),
    { concurrency: CONCURRENCY },
  );
  return facts;
}
