import { defined } from '../common/defined.ts';
import type { ErrorDetail } from '../failure/failure.ts';
import { type BadPlace, filePlace, isAboutData, isSummary } from './filePlace.ts';
import { fileNames, namedFile } from './namedFile.ts';

export interface BadFile {
  /** gs:// */
  url: string;
  place: BadPlace;
  /** What BigQuery says of it, without its opening words. */
  reason: string;
}

/** A field of a JSON file that the table has no column for: `a.b.c`. */
export interface NoSuchField {
  /** Missing where BigQuery does not say which file it is in. */
  url?: string;
  field: string;
}

export interface SortedFiles {
  bad: readonly BadFile[];
  noSuchFields: readonly NoSuchField[];
}

/** Finds all files of a load job that its errors (`status.errors`) name, and what is wrong with each. */
export function sortFiles(errors: readonly ErrorDetail[], sources: readonly string[]): SortedFiles {
  const names = fileNames(sources);
  const named = errors.map((error) => ({ text: errorText(error), url: namedFile(error, names) }));
  const texts = Map.groupBy(
    named.flatMap(({ url, text }) => (url === undefined ? [] : [{ url, text }])),
    ({ url }) => url,
  );
  // Where only one file is named, what is said without a name is about it too.
  const unnamed = texts.size === 1 ? named.filter(({ url }) => url === undefined).map(({ text }) => text) : [];
  const bad = [...texts].map(([url, said]) => badFile(url, [...said.map(({ text }) => text), ...unnamed]));
  const [only] = texts.size === 1 ? texts.keys() : [];
  const noSuchFields = named.flatMap(({ url, text }) => noSuchField(url ?? only, text));
  return { bad, noSuchFields };
}

/** What the errors of a load say of the one file that was in it, whether they name it or not. */
export const blame = (url: string, errors: readonly ErrorDetail[]): BadFile => badFile(url, errors.map(errorText));

function badFile(url: string, texts: readonly string[]): BadFile {
  const reason = mostTelling(texts);
  // Where nobody knows the words, BigQuery could not read the file.
  return { url, place: filePlace(reason) ?? 'corrupted', reason: withoutSummary(reason) };
}

/** What the errors of a load say, in the words that say most. */
export const reasonOf = (errors: readonly ErrorDetail[]): string => withoutSummary(mostTelling(errors.map(errorText)));

/** Whether an error of a load can only be caused by what is in its files. */
export const areAboutData = (errors: readonly ErrorDetail[]): boolean =>
  errors.some((error) => isAboutData(errorText(error)));

/** One whose meaning is known, or else any that is more than a summary. */
const mostTelling = (texts: readonly string[]): string =>
  texts.find((text) => filePlace(text) !== undefined && !isSummary(text)) ??
  texts.find((text) => text !== '' && !isSummary(text)) ??
  texts.find((text) => text !== '') ??
  'nothing about why';

const withoutSummary = (text: string): string =>
  isSummary(text) ? 'bad rows; BigQuery does not say what is wrong with them' : text;

const errorText = ({ message, reason }: ErrorDetail): string =>
  (message ?? reason ?? '').replace(/^Error while reading data, error message: /, '');

const NO_SUCH_FIELD =
  /^(?:[\w ]+ starting at position \d+[^:]*: (?:\. )?)?No such field: ([\s\S]+?)\.?(?: File: gs:\/\/[\s\S]*)?$/;

function noSuchField(url: string | undefined, text: string): NoSuchField[] {
  const [, field] = NO_SUCH_FIELD.exec(text) ?? [];
  return field === undefined ? [] : [defined({ field, url })];
}
