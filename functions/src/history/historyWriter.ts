import pMap from 'p-map';
import { insertChunks } from '../bigquery/insertChunks.ts';
import { mayBeTakenLater, refusedIn } from '../bigquery/insertErrors.ts';
import type { InsertRow, Tables } from '../bigquery/tables.ts';
import { type Failure, permanent, transient } from '../failure/failure.ts';
import { failureOf } from '../failure/failureOf.ts';
import type { Journal } from '../journal/journal.ts';
import type { UntoldFile } from '../journal/untold.ts';
import { fileRows, untoldRow } from './fileRows.ts';
import type { History, Written } from './history.ts';
import type { HistoryTableName } from './historyTables.ts';
import { jobRows } from './jobRows.ts';
import { makeTables } from './makeTables.ts';
import type { HistoryPlace } from './place.ts';
import { lastStep, processRow, replaysOf } from './processRow.ts';
import { within } from './within.ts';

export interface HistoryOptions {
  place: HistoryPlace;
  tables: Tables;
  journal: Pick<Journal, 'saidOf'>;
  clock: { now(): Date; every(ms: number, work: () => void): () => void };
}

/** A process ends no later for its history than this, in milliseconds. */
const MAX_MS = 10_000;

/** After a failure an instance tries no more for so long, in milliseconds: what ends meanwhile is marked at once. */
const PAUSE_MS = 60_000;

/** Calls at a time for one table; a call takes some 100 ms. */
const CONCURRENCY = 4;

type Rows = AsyncIterable<InsertRow> | Iterable<InsertRow>;

/** Makes the rows of each table. */
type Parts = () => readonly (readonly [HistoryTableName, Rows])[];

/** Writes the history by streaming. The insert ID of a row follows from its outcome, so that BigQuery itself drops most repetitions. */
export function historyWriter({ place, tables, journal, clock }: HistoryOptions): History {
  let made: Promise<void> | undefined;
  let isDoubtful = false;
  let pause: { until: number; why: Failure } | undefined;

  /** Makes the tables, once an instance; again where that failed, or where BigQuery does not know them or their columns. */
  async function make(): Promise<void> {
    made ??= makeTables(place, tables, { isDoubtful });
    try {
      await made;
      isDoubtful = false;
    } catch (error) {
      made = undefined;
      throw error;
    }
  }

  const lookAgain = (): void => {
    made = undefined;
    isDoubtful = true;
  };

  /** Sends rows of one call; where some are refused the others alone. Answers why some were. */
  async function insert(tableId: HistoryTableName, rows: readonly InsertRow[]): Promise<Failure[]> {
    const { projectId, datasetId } = place;
    try {
      await tables.insert({ projectId, datasetId, tableId }, rows);
      return [];
    } catch (error) {
      const failure = failureOf(error, `the history ${datasetId}.${tableId} took no rows`);
      if (failure.reason === 'notFound') {
        // Somebody deleted the table, or BigQuery does not know yet that it was made.
        lookAgain();
        throw transient('notFound', failure.message);
      }
      const { why, good } = withoutRefused(failure, { rows, table: `${datasetId}.${tableId}` });
      // A column may be missing.
      lookAgain();
      return [why, ...(good.length > 0 ? await insert(tableId, good) : [])];
    }
  }

  async function send(parts: Parts, signal: AbortSignal): Promise<Written> {
    await make();
    const options = { concurrency: CONCURRENCY, signal };
    const refused = await Promise.all(
      parts().map(([table, rows]) => pMap(insertChunks(rows), (chunk) => insert(table, chunk), options)),
    );
    const [why] = refused.flat(2);
    return why ? { outcome: 'refused', why } : { outcome: 'written' };
  }

  async function write(parts: Parts): Promise<Written> {
    if (pause && clock.now().getTime() < pause.until) return { outcome: 'away', why: pause.why };
    const stop = new AbortController();
    const tried = send(parts, stop.signal).catch((error: unknown): Written => {
      return { outcome: 'away', why: failureOf(error, 'the history was not written') };
    });
    const late: Written = { outcome: 'away', why: transient('timeout', `the history took more than ${MAX_MS} ms`) };
    const written = await within(MAX_MS, { clock, work: tried, late });
    stop.abort();
    pause = written.outcome === 'away' ? { until: clock.now().getTime() + PAUSE_MS, why: written.why } : undefined;
    return written;
  }

  return {
    ofProcess(process, outcome) {
      const recorded = clock.now();
      const id = `${process.processId}_${replaysOf(process)}_${lastStep(process)}`;
      const more: Journal['saidOf'] = (sources) => journal.saidOf(sources);
      return write(() => [
        ['file_history', numbered(fileRows(process, outcome, { recorded, more }), id)],
        ['process_history', [{ insertId: id, json: processRow(process, outcome, recorded) }]],
        [
          'job_history',
          jobRows(process, { recorded, ownProjectId: place.projectId }).map((json) => ({
            insertId: `${process.processId}_${json.step}`,
            json,
          })),
        ],
      ]);
    },

    ofFiles(files) {
      const recorded = clock.now();
      const rowOf = (file: UntoldFile): InsertRow => ({
        insertId: `${file.eventId}_${file.status}`,
        json: untoldRow(file, recorded),
      });
      return write(() => [['file_history', files.map(rowOf)]]);
    },
  };
}

interface Sent {
  rows: readonly InsertRow[];
  /** `dataset.table` */
  table: string;
}

/** Why BigQuery refused single rows, and the others of their call. Throws where it refused none, or may take them later. */
function withoutRefused(failure: Failure, { rows, table }: Sent): { why: Failure; good: InsertRow[] } {
  const refused = refusedIn(failure);
  const bad = new Set(refused.map(({ insertId }) => insertId));
  const good = rows.filter(({ insertId }) => !bad.has(insertId));
  const [first] = refused;
  if (first === undefined || good.length === rows.length) throw failure;
  const why = `BigQuery refused ${refused.length} rows of the history ${table}: ${first.message || first.reason}`;
  if (refused.every(mayBeTakenLater)) throw transient(first.reason ?? 'backendError', why);
  return { why: permanent(first.reason ?? 'invalid', why), good };
}

async function* numbered(rows: AsyncIterable<object>, id: string): AsyncGenerator<InsertRow> {
  let index = 0;
  for await (const json of rows) yield { insertId: `${id}_${index++}`, json };
}
