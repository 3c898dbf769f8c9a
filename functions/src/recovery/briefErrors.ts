import type { ErrorDetail } from '../failure/failure.ts';

/** A list for the journal, whose documents hold 1 MiB. */
const MAX_ERRORS = 300;
/** One says that the file is bad, and another one why. */
const PER_FILE = 3;
/** Those that name no file. */
const UNNAMED = 10;

/** The errors of a job, cut so that every file is still named: BigQuery may list thousands of rows of the same one. */
export function briefErrors(errors: readonly ErrorDetail[]): ErrorDetail[] {
  const counts = new Map<string, number>();
  const kept = errors.filter((error) => {
    const file = fileIn(error);
    const count = (counts.get(file) ?? 0) + 1;
    counts.set(file, count);
    return count <= (file === '' ? UNNAMED : PER_FILE);
  });
  return kept.slice(0, MAX_ERRORS);
}

const fileIn = ({ location, message = '' }: ErrorDetail): string =>
  location ?? /(?:File: gs:|Not found: (?:URI|Files?) )([\s\S]*)$/.exec(message)?.[1] ?? '';
