import type { ErrorDetail } from '../failure/failure.ts';

/** How BigQuery may call each of the files: by its URL, or by its path in the store below. */
export type FileNames = ReadonlyMap<string, string>;

export function fileNames(urls: readonly string[]): FileNames {
  const names = new Map<string, string>();
  for (const url of urls) {
    const path = url.slice('gs://'.length);
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    for (const spelling of [encodeURI(path), encoded]) addName(names, spelling, url);
  }
  // A file that is really called so goes before one whose name only is written so.
  for (const url of urls) for (const name of spellings(url.slice('gs://'.length))) names.set(name, url);
  return names;
}

function addName(names: Map<string, string>, path: string, url: string): void {
  for (const name of spellings(path)) if (!names.has(name)) names.set(name, url);
}

const spellings = (path: string): string[] => [`gs://${path}`, `/bigstore/${path}`];

/** The text ends with the file, with the file and a full stop, or with the file and why it may not be read. */
const AT_THE_END = [
  /^[\s\S]* File: (\S[\s\S]*)$/,
  /^Not found: (?:URI|Uris|Files?) ([\s\S]*)$/i,
  /^Access Denied: File (gs:[\s\S]*?)(?:: Access Denied[\s\S]*)?$/i,
];

/** Services of old put it in the middle of their texts. */
const IN_THE_MIDDLE = /^(?:Error while reading data, error message: )?[\w ]+ at position \d+ at file: /;

/**
 * The file that an error is about; undefined where it names none, or something else than one of these files. A text may quote
 * values of the file, and those may look like the name of another one: names count only where BigQuery writes them.
 */
export function namedFile({ location, message = '' }: ErrorDetail, names: FileNames): string | undefined {
  const located = location === undefined ? undefined : names.get(withoutDetour(location));
  if (located !== undefined) return located;
  for (const pattern of AT_THE_END) {
    const [, name] = pattern.exec(message) ?? [];
    const url = name === undefined ? undefined : (names.get(name) ?? names.get(name.replace(/\.?\s*$/, '')));
    if (url !== undefined) return url;
  }
  const [before] = IN_THE_MIDDLE.exec(message) ?? [];
  return before === undefined ? undefined : longestName(message.slice(before.length), names);
}

/** `/gzip/subrange//bigstore/b/o`: how a compressed file was read is no part of its name. */
const withoutDetour = (location: string): string => location.replace(/^\/gzip\/subrange\//, '');

/** The longest name that the text begins with; names may hold spaces and full stops themselves. */
function longestName(text: string, names: FileNames): string | undefined {
  for (let end = text.length; end > 0; end--) {
    const url = names.get(text.slice(0, end));
    if (url !== undefined && /^(?:[.,;:]?\s|[.,;:]?$)/.test(text.slice(end))) return url;
  }
  return undefined;
}
