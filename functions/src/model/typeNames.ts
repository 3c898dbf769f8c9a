/** BigQuery's REST API answers the old names of types, and takes the standard ones too. */
const STANDARD: Readonly<Record<string, string>> = {
  INTEGER: 'INT64',
  FLOAT: 'FLOAT64',
  BOOLEAN: 'BOOL',
  RECORD: 'STRUCT',
  DECIMAL: 'NUMERIC',
  BIGDECIMAL: 'BIGNUMERIC',
};

/** The name of a type as SQL has it: `INT64` for `INTEGER`, `STRUCT` for `RECORD`. */
export function standardType(type: string): string {
  const upper = type.toUpperCase();
  return STANDARD[upper] ?? upper;
}

export const isSameType = (a: string, b: string): boolean => standardType(a) === standardType(b);
