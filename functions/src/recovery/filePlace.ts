/**
 * What becomes of a file that cannot be loaded: it is moved to the one place or the other, it is not there any more, or it
 * stays, since BigQuery may not read it.
 */
export type BadPlace = 'corrupted' | 'invalidSchema' | 'missing' | 'refused';

interface TextRow {
  text: RegExp;
  place: BadPlace;
}

/**
 * BigQuery gives the same reason, `invalid`, for a file that is broken and for one that does not fit the table; only its words
 * tell which. They are not documented, so each row has a recorded payload among the test fixtures.
 */
export const FILE_TEXTS: readonly TextRow[] = [
  { text: /Not found: (?:URI|Uris|Files?) /i, place: 'missing' },
  { text: /^Access Denied: File /i, place: 'refused' },
  // JSON
  { text: /Closing quote expected in string/i, place: 'corrupted' },
  { text: /Parser terminated before end of string/i, place: 'corrupted' },
  { text: /Unexpected token/i, place: 'corrupted' },
  { text: /Start of array encountered without start of object/i, place: 'corrupted' },
  { text: /No such field: /i, place: 'invalidSchema' },
  { text: /Could not convert (?:non-record )?value/i, place: 'invalidSchema' },
  { text: /Missing required field/i, place: 'invalidSchema' },
  { text: /Only optional fields can be set to NULL/i, place: 'invalidSchema' },
  { text: /(?:Array specified for non-repeated|Nonarray value specified for repeated) field/i, place: 'invalidSchema' },
  { text: /object specified for non-record field/i, place: 'invalidSchema' },
  { text: /Repeated field must be imported as a JSON array/i, place: 'invalidSchema' },
  { text: /Multiple definition of field:/i, place: 'invalidSchema' },
  // CSV
  { text: /Bad character \(ASCII 0\)/i, place: 'corrupted' },
  { text: /Missing close (?:double )?quote/i, place: 'corrupted' },
  { text: /Data between close (?:double )?quote/i, place: 'corrupted' },
  { text: /Too many values in (?:row|line)/i, place: 'invalidSchema' },
  { text: /CSV table references column position/i, place: 'invalidSchema' },
  { text: /Could not parse '/i, place: 'invalidSchema' },
  { text: /Required column value/i, place: 'invalidSchema' },
  // Values, of JSON and CSV alike
  { text: /Invalid (?:date|time|datetime|timestamp)(?: value| string|:)/i, place: 'invalidSchema' },
  { text: /Could not decode base64/i, place: 'invalidSchema' },
  { text: /(?:has maximum length|exceeds (?:the )?maximum (?:length|precision|scale))/i, place: 'invalidSchema' },
  { text: /(?:Numeric|Value|Number) (?:\S+ )?(?:is )?out of range/i, place: 'invalidSchema' },
  // Formats that carry a schema
  { text: /Apache Avro library failed to read data with the following error: Cannot resolve/i, place: 'invalidSchema' },
  { text: /Apache Avro library failed to/i, place: 'corrupted' },
  { text: /is not in (?:Parquet|ORC|Avro) format/i, place: 'corrupted' },
  { text: /Failed to read (?:the )?(?:Parquet|ORC) data/i, place: 'corrupted' },
  { text: /Provided Schema does not match/i, place: 'invalidSchema' },
  { text: /Field \S+ (?:has changed (?:type|mode)|is missing in new schema)/i, place: 'invalidSchema' },
  { text: /has type \S+ which does not match the target/i, place: 'invalidSchema' },
  // Rows of another day than the partition that the rule names
  { text: /Some rows belong to different partitions/i, place: 'invalidSchema' },
  // Compression and encoding
  { text: /(?:decompress|gzip)/i, place: 'corrupted' },
  { text: /(?:invalid|not valid|bad) UTF-?8/i, place: 'corrupted' },
];

/** It says that rows were bad, and not what is wrong with them. */
const SUMMARY =
  /^(?:[\w ]+ encountered too many errors, giving up|Too many errors encountered)|Please look into the errors\[\] (?:collection|stream)/i;

export const isSummary = (text: string): boolean => SUMMARY.test(text);

/** Whether only what a file holds can have caused the text, whichever file it is. */
export const isAboutData = (text: string): boolean => isSummary(text) || filePlace(text) !== undefined;

/**
 * Where a file belongs of which BigQuery says this; undefined where its words are not known. A text may quote values of the
 * file, which come after BigQuery's own words: what stands first counts.
 */
export function filePlace(text: string): BadPlace | undefined {
  let first = Number.POSITIVE_INFINITY;
  let place: BadPlace | undefined;
  for (const row of FILE_TEXTS) {
    const at = text.search(row.text);
    if (at < 0 || at >= first) continue;
    first = at;
    place = row.place;
  }
  return place;
}
