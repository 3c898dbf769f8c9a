import type { ErrorProto } from '../../rest/resources.ts';
import { LISTED, PREFIX } from './listedErrors.ts';
import type { LoadTaskResult, TextFormat } from './loadTask.ts';

export type RowFormat = Exclude<TextFormat, 'AVRO'>;

export interface BadRow {
  uri: string | undefined;
  /** What is wrong, with the row's place, as BigQuery words it for the format. */
  message: string;
}

/** Collects the bad rows of a job's files and says when there are too many. */
export interface BadRows {
  /** Notes one; true when the rest of this file is not worth reading. `rows` were read of this file so far. */
  add(row: BadRow, rows: number): boolean;
  /** Notes a file that cannot be read at all: the job fails, however many bad rows are allowed. */
  addFile(row: BadRow): void;
  /** Whether no further file is worth reading. */
  readonly full: boolean;
  result(rows: number, longestRow: number): LoadTaskResult;
}

const KIND = { NEWLINE_DELIMITED_JSON: 'JSON', CSV: 'CSV' } as const satisfies Record<RowFormat, string>;

/**
 * With bad rows beyond `maxBadRecords` the job fails, with one entry for the first bad file, one for the whole, and one
 * for each of the first bad rows. Each file is read up to its first row too many, so that one job names several bad
 * files.
 */
export function createBadRows(format: RowFormat, maxBadRecords: number): BadRows {
  const listed: BadRow[] = [];
  const failedFiles = new Map<string | undefined, number>();
  let count = 0;

  function failure(): LoadTaskResult {
    const kind = KIND[format];
    const [[uri, rows] = [undefined, 0]] = failedFiles;
    const counts = `Rows: ${rows}; errors: ${count}`;
    const summary: ErrorProto = {
      reason: 'invalid',
      ...at(uri),
      message: `${PREFIX}${kind} table encountered too many errors, giving up. ${counts}. Please look into the errors[] collection for more details.`,
    };
    const processing: ErrorProto = {
      reason: 'invalid',
      message: `${PREFIX}${kind} processing encountered too many errors, giving up. ${counts}; max bad: ${maxBadRecords}; error percent: 0`,
    };
    return { ok: false, badRecords: count, errors: [summary, processing, ...listed.map(entry)] };
  }

  return {
    add(row, rows) {
      count += 1;
      if (listed.length < LISTED) listed.push(row);
      if (count <= maxBadRecords) return false;
      failedFiles.set(row.uri, rows);
      return true;
    },
    addFile(row) {
      count += 1;
      if (listed.length < LISTED) listed.push(row);
      failedFiles.set(row.uri, 0);
    },
    get full() {
      return failedFiles.size >= LISTED;
    },
    result: (rows, longestRow) =>
      failedFiles.size > 0 ? failure() : { ok: true, rows, longestRow, badRecords: count, errors: listed.map(entry) },
  };
}

const at = (uri: string | undefined): { location?: string } => (uri === undefined ? {} : { location: uri });

const entry = ({ uri, message }: BadRow): ErrorProto => ({ reason: 'invalid', ...at(uri), message: PREFIX + message });
