/** BigQuery takes 10 MB a row and a call (Quotas and limits: streaming inserts): hundreds of texts as long as this fit. */
const MAX_TEXT = 2_000;

/** A text as history keeps it: its beginning, whatever it holds. Null where there is none. */
export const brief = (text: string | undefined): string | null =>
  text === undefined ? null : text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT).toWellFormed()}…` : text;
