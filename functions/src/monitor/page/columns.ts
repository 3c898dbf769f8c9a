import type { Report, ReportedTable } from '../model/report.ts';
import type { Content } from './html.ts';
import { plot, type Scale } from './plot.ts';
import { agoText, bytes, count, seconds } from './words.ts';

interface Context {
  at: Report['at'];
  /** When the page is made. */
  now: Date;
  scale: Scale;
}

/** What is said of a table in one place of its row. */
interface Column {
  head: string;
  /** Undefined where there is nothing to say. */
  cell(table: ReportedTable, context: Context): Content | undefined;
}

const some = (number: number, what: string): string => (number > 0 ? `${count(number)} ${what}` : '');

const joined = (first: string, second: string): string => (second === '' ? first : `${first}, ${second}`);

/** Of what ended in the last 24 hours, where anything did. */
const ofDay =
  (tell: (day: NonNullable<ReportedTable['day']>) => string): Column['cell'] =>
  ({ day }) =>
    day === undefined || day.processes === 0 ? undefined : tell(day);

export const COLUMNS: readonly Column[] = [
  {
    head: 'Now',
    cell: ({ running, stalled, waiting, scheduled, oldest }, { now }) =>
      [
        ...[
          some(running, 'running'),
          some(stalled, 'stalled'),
          some(waiting, 'waiting'),
          some(scheduled, 'in windows'),
        ],
        ...(oldest === undefined ? [] : [`the oldest began ${agoText(oldest, now)}`]),
      ]
        .filter((text) => text !== '')
        .join(', ') || undefined,
  },
  { head: 'Files an hour, lag', cell: plot },
  { head: 'Files', cell: ofDay(({ files, filesSetAside }) => joined(count(files), some(filesSetAside, 'set aside'))) },
  { head: 'Rows', cell: ofDay((day) => joined(count(day.rows), bytes(day.bytes))) },
  { head: 'Processes', cell: ofDay(({ processes, failed }) => joined(count(processes), some(failed, 'failed'))) },
  {
    head: 'Median lag',
    cell: ({ day: { medianLagSec, p95LagSec } = {} }) =>
      medianLagSec === undefined || p95LagSec === undefined
        ? undefined
        : `${seconds(medianLagSec)}, 95\u00A0% within ${seconds(p95LagSec)}`,
  },
  {
    head: 'Writes today',
    cell: ({ modifications: writes }) =>
      writes && `${count(writes.today)} of ${count(writes.limit)}, ${count(writes.forecast)} expected`,
  },
  {
    head: 'Newest rows',
    cell: ({ freshness }, { now }) =>
      freshness &&
      joined(
        freshness.modified === undefined ? 'no such table' : agoText(freshness.modified, now),
        `${seconds(freshness.promisedSec)} promised`,
      ),
  },
];
