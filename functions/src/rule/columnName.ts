/** Names that BigQuery keeps to itself begin so (documentation on schemas, column names). */
const RESERVED = [
  ...['_TABLE_', '_FILE_', '_PARTITION', '_ROW_TIMESTAMP', '__ROOT__', '_COLIDENTIFIER'],
  ...['_CHANGE_SEQUENCE_NUMBER', '_CHANGE_TYPE', '_CHANGE_TIMESTAMP'],
];

const MAX_LENGTH = 300;

const reservedPrefixOf = (name: string): string | undefined =>
  RESERVED.find((prefix) => name.toUpperCase().startsWith(prefix));

/** Whether a name needs none of the flexible column names, which not all of BigQuery's ways in take. */
export const isPlainColumnName = (name: string): boolean =>
  /^[A-Z_]\w*$/i.test(name) && name.length <= MAX_LENGTH && reservedPrefixOf(name) === undefined;

/** What BigQuery has against the name of a column, flexible names included; undefined where it takes it. */
export function columnNameFault(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if ([...name].length > MAX_LENGTH) return `it has more than ${MAX_LENGTH} characters`;
  const prefix = reservedPrefixOf(name);
  if (prefix !== undefined) return `BigQuery keeps names that begin with ${prefix} to itself`;
  if (!/^[\p{L}_]/u.test(name)) return 'it does not begin with a letter or an underscore';
  const [bad] = /[^\p{L}\p{N}\p{M}\p{Pc}\p{Pd}&%=+:'<>#| \t]/u.exec(name) ?? [];
  return bad === undefined ? undefined : `it holds ${JSON.stringify(bad)}`;
}

/** A name that BigQuery takes, as near to the given one as letters, digits and underscores can come. */
export function validColumnName(name: string): string {
  if (isPlainColumnName(name)) return name;
  const plain = name
    .replaceAll('ß', 'ss')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\W+/g, '_')
    .replace(/^_+(?=.)|(?<=.)_+$/g, '')
    .slice(0, MAX_LENGTH - 1);
  if (plain === '' || plain === '_') return 'column';
  return /^\d/.test(plain) || reservedPrefixOf(plain) !== undefined ? `c_${plain.replace(/^_+/, '')}` : plain;
}
