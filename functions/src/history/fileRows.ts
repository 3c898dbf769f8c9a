import type { Ending } from '../journal/claim.ts';
import type { UntoldFile } from '../journal/untold.ts';
import { eventIdOf } from '../model/eventId.ts';
import type { Process } from '../model/process.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { type FileOutcome, fileOutcomes } from '../plan/fileOutcomes.ts';
import { loadedRows } from '../plan/loadedRows.ts';
import { brief } from './brief.ts';
import type { RowOf } from './columns.ts';
import { errorSpot } from './errorSpot.ts';
import type { FILE_COLUMNS } from './historyTables.ts';
import { dayOf, destinationOf, lastStep, replaysOf } from './processRow.ts';

export type FileRow = RowOf<typeof FILE_COLUMNS>;

const STATUS = {
  loaded: 'Loaded',
  setAside: 'Set aside',
  failed: 'Failed',
  superseded: 'Superseded',
} as const satisfies Record<FileOutcome['became'], string>;

/** What the ledger alone knows of a file, where its process had no room for it. */
export type Told = Pick<FileOutcome, 'why' | 'to'>;

/** Files whose rows are made together. */
const PORTION = 500;

interface Asked {
  recorded: Date;
  /** What the ledger says of files that were not loaded, in their order, where the process does not say why. */
  more(sources: readonly SourceFile[]): Promise<readonly Told[]>;
}

/** A row for each file of a process that ended so, a portion at a time, since there may be thousands. */
export async function* fileRows(process: Process, outcome: Ending, { recorded, more }: Asked): AsyncGenerator<FileRow> {
  const outcomeAt = fileOutcomes(process, outcome);
  const about = { ...aboutProcess(process, outcome), recorded: recorded.toISOString() };
  const { sources } = process.plan;
  for (let start = 0; start < sources.length; start += PORTION) {
    const portion = sources
      .slice(start, start + PORTION)
      .map((source, index) => ({ source, ...outcomeAt(start + index) }));
    const unsaid = portion.filter(isUnsaid);
    const said = unsaid.length === 0 ? [] : await more(unsaid.map(({ source }) => source));
    const known = new Map(unsaid.map(({ source }, index) => [source, said[index]]));
    for (const { source, ...became } of portion) {
      yield { ...about, ...fileRow(source, { ...became, ...known.get(source) }, process) };
    }
  }
}

const isUnsaid = ({ became, why }: FileOutcome): boolean =>
  why === undefined && (became === 'setAside' || became === 'failed');

const fileRow = (source: SourceFile, became: FileOutcome, process: Process) => ({
  ...versionOf(source),
  event_id: eventIdOf(source),
  status: STATUS[became.became],
  received: new Date(source.received ?? process.started).toISOString(),
  ...loadOf(source, became, process),
  ...errorOf(became),
});

/** The row of a file that no process lists: it was refused, or superseded before its window closed. */
export function untoldRow(file: UntoldFile, recorded: Date): FileRow {
  const { eventId, rule, destination, process, status, error, received, ended } = file;
  return {
    day: dayOf(received),
    ...versionOf(file),
    ...(destination === undefined ? NOWHERE : destinationOf({ rule: rule ?? '', destination })),
    rule: rule ?? null,
    event_id: eventId,
    process_id: process ?? null,
    replays: 0,
    last_step: 0,
    status: status === 'refused' ? 'Refused' : 'Superseded',
    received: received.toISOString(),
    ...NOT_LOADED,
    ...errorOf({ why: error }),
    ended: (ended ?? received).toISOString(),
    recorded: recorded.toISOString(),
  };
}

const NOWHERE = { rule: null, dest_table: null, dest_partition: null };
const NOT_LOADED = { last_load_time: null, lag_ms: null, row_count: null, row_parsed: null };

const versionOf = ({ bucket, name, generation, size, created, checksum }: Omit<SourceFile, 'received'>) => ({
  bucket,
  file_name: name,
  generation,
  file_size: size,
  checksum: checksum ?? null,
  created,
});

const aboutProcess = (process: Process, { ended }: Ending) => ({
  day: dayOf(process.started),
  ...destinationOf(process.plan),
  process_id: process.processId,
  replays: replaysOf(process),
  last_step: lastStep(process),
  ended: ended.toISOString(),
});

function loadOf({ created }: SourceFile, { became }: FileOutcome, process: Process) {
  const { committed, rowsLoaded, rowsParsed } = loadedRows(process);
  if (became !== 'loaded' || committed === undefined) return NOT_LOADED;
  return {
    last_load_time: committed.toISOString(),
    lag_ms: committed.getTime() - Date.parse(created),
    row_count: rowsLoaded ?? null,
    row_parsed: rowsParsed ?? null,
  };
}

function errorOf({ why, to }: { why?: string | undefined; to?: string | undefined }) {
  const { line, position, column } = errorSpot(why ?? '');
  return {
    first_error_message: brief(why),
    first_error_line: line,
    first_error_position: position,
    first_error_column: brief(column ?? undefined),
    quarantined_to: to ?? null,
  };
}
