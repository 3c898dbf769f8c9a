import { columnsText } from '../text/columns.ts';
import { tookText } from '../text/tookText.ts';
import type { Listing } from './list.ts';

/** A reason that is longer stands in the trail of its process. */
const LONGEST_REASON = 100;

/** The listing for people, in columns. */
export function listText({ processes, files, isCut }: Listing): string {
  if (processes.length + files.length === 0) return 'nothing to show: no process or file fits';
  const parts = [
    ...(processes.length > 0 ? [processTable(processes)] : []),
    ...(files.length > 0 ? [fileTable(files)] : []),
    ...(isCut ? ['there is more: give a larger -n, or a later --since'] : []),
  ];
  return parts.join('\n\n');
}

function processTable(processes: Listing['processes']): string {
  const head = ['STARTED', 'STATUS', 'PROCESS', 'TABLE', 'FILES', 'ROWS', 'TOOK', 'WHY'];
  const rows = processes.map(({ started, status, process, destination, files, rows, durationMs, why = '' }) => [
    ...[timeText(started), status, process, destination, files, rows?.toLocaleString('en') ?? '', tookText(durationMs)],
    shortened(why),
  ]);
  return columnsText(head, rows, ['ROWS', 'TOOK']);
}

function fileTable(files: Listing['files']): string {
  const rows = files.map(({ received, status, url, quarantinedTo, why = '' }) => [
    timeText(received),
    status,
    quarantinedTo === undefined ? url : `${url} (now ${quarantinedTo})`,
    shortened(why),
  ]);
  return columnsText(['RECEIVED', 'STATUS', 'FILE', 'WHY'], rows);
}

const timeText = (time: Date): string => time.toISOString().replace('T', ' ').slice(0, 19);

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > LONGEST_REASON ? `${line.slice(0, LONGEST_REASON - 1)}…` : line;
}
