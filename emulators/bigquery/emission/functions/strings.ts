import { fail, repeated } from '../terms/fail.ts';
import { NotEmitted } from '../terms/notEmitted.ts';
import { type Argument, literalText, native, type Signature, special, sql } from './signature.ts';

/** White space as TRIM takes it: https://cloud.google.com/bigquery/docs/reference/standard-sql/string_functions#trim */
const SPACES = [
  ...[9, 10, 11, 12, 13, 32, 133, 160, 5760],
  ...[8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202],
  ...[8232, 8233, 8239, 8287, 12288],
]
  .map((code) => `chr(${code})`)
  .join(' || ');

/** DuckDB's functions of texts take no place or length beyond. */
const FURTHEST = 4_294_967_295;

const trim = (name: string): Signature[] => [
  sql('STRING', (text) => `${name}(${text}, ${SPACES})`),
  sql('STRING STRING', (text, characters) => `${name}(${text}, ${characters})`),
];

const notNegative = (n: string, what: string, most: number = FURTHEST): string =>
  `CASE WHEN ${n} < 0 THEN ${fail(`'${what} cannot be negative'`, 'BIGINT')} WHEN ${n} > ${most} THEN ${most} ELSE ${n} END`;

/** A start of 0, or before the text, is the first character. */
function substr(text = '', start = '', length?: string): string {
  repeated(text, start, start, start, start, start);
  const size = `length(${text})`;
  const from = `CASE WHEN ${start} = 0 OR ${start} < -${size} THEN 1 WHEN ${start} < 0 THEN ${size} + ${start} + 1 WHEN ${start} > ${FURTHEST} THEN ${FURTHEST} ELSE ${start} END`;
  return length === undefined
    ? `substr(${text}, ${from})`
    : `substr(${text}, ${from}, ${notNegative(length, 'Third argument in SUBSTR()')})`;
}

const side =
  (name: 'left' | 'right') =>
  (text = '', n = ''): string => {
    repeated(n, n);
    return `${name}(${text}, ${notNegative(n, `Second argument in ${name.toUpperCase()}()`)})`;
  };

/** BigQuery's limit on a value; more would take the machine's memory. */
const MAX_BYTES = 1_048_576;

const padded =
  (name: 'lpad' | 'rpad') =>
  (text = '', n = '', pad = "' '"): string => {
    repeated(text, text, n, n);
    return `(CASE WHEN ${n} < 0 THEN ${fail("'Second argument (output size) cannot be negative'", 'VARCHAR')} WHEN ${n} <= length(${text}) THEN left(${text}, ${n})
      WHEN ${n} > ${MAX_BYTES} THEN ${fail(`'Output of ${name.toUpperCase()} exceeds max allowed output size of 1MB'`, 'VARCHAR')}
      WHEN ${pad} = '' THEN ${fail("'Third argument (pad pattern) cannot be empty'", 'VARCHAR')} ELSE ${name}(${text}, CAST(${n} AS INTEGER), ${pad}) END)`;
  };

function repeat(text = '', n = ''): string {
  repeated(text, text, n, n, n);
  return `(CASE WHEN ${n} < 0 THEN ${fail("'Second argument (repeat count) for REPEAT cannot be negative'", 'VARCHAR')}
    WHEN ${n} * strlen(${text}) > ${MAX_BYTES} THEN ${fail(`'Output of REPEAT exceeds max allowed output size of 1MB'`, 'VARCHAR')} ELSE repeat(${text}, ${n}) END)`;
}

/** A pattern that RE2 takes in GoogleSQL and in DuckDB alike, and how many groups it has. */
function patternOf(argument: Argument | undefined): { pattern: string; groups: number } {
  const pattern = argument ? literalText(argument, 'a regular expression') : '';
  const groups = pattern.replace(/\\.|\[\^?\]?(?:\\.|[^\]\\])*\]/gs, '').match(/\((?!\?(?!P?<))/g)?.length ?? 0;
  return { pattern: argument?.sql ?? '', groups };
}

/** The nth match, from the beginning of the text. */
function nth([text, regex, position, occurrence]: readonly Argument[]): string {
  if (position?.literal?.int64Value !== '1') throw new NotEmitted('REGEXP_EXTRACT from a position');
  const number = Number(occurrence?.literal?.int64Value ?? 1);
  if (!(number >= 1)) throw new NotEmitted('REGEXP_EXTRACT of such an occurrence');
  return `list_extract(${extracted(
    [text, regex].flatMap((argument) => argument ?? []),
    true,
  )}, ${number})`;
}

function extracted([text, regex]: readonly Argument[], all: boolean): string {
  const { pattern, groups } = patternOf(regex);
  if (groups > 1) throw new NotEmitted('REGEXP_EXTRACT with more than one group');
  // A group that takes no part in a match is NULL, and for DuckDB empty.
  if (groups === 1 && /\)[?*{]|\|/.test(regex?.literal?.stringValue ?? ''))
    throw new NotEmitted('REGEXP_EXTRACT of a group that may take no part in the match');
  const value = text?.sql ?? '';
  if (all && mayMatchNothing(regex?.literal?.stringValue ?? ''))
    throw new NotEmitted('REGEXP_EXTRACT_ALL of a pattern that may match nothing');
  if (all) return `regexp_extract_all(${value}, ${pattern}, ${groups})`;
  repeated(value);
  return `(CASE WHEN regexp_matches(${value}, ${pattern}) THEN regexp_extract(${value}, ${pattern}, ${groups}) END)`;
}

/** Texts in which a pattern that may match nothing does so; the two take such matches differently. */
const SAMPLES = ['', 'a', 'ab 12', ' _-.'];

function mayMatchNothing(pattern: string): boolean {
  try {
    const regex = new RegExp(pattern.replace(/^\(\?[a-z]+\)/, ''), 'g');
    return SAMPLES.some((sample) => [...sample.matchAll(regex)].some(([found]) => found === ''));
  } catch {
    return true;
  }
}

function replaced([text, regex, by]: readonly Argument[]): string {
  const { pattern } = patternOf(regex);
  const replacement = by ? literalText(by, 'a replacement') : '';
  if (/\\(?![0-9\\])|\\$/.test(replacement) || mayMatchNothing(regex?.literal?.stringValue ?? ''))
    throw new NotEmitted('REGEXP_REPLACE of such a pattern');
  return `regexp_replace(${text?.sql}, ${pattern}, ${by?.sql}, 'g')`;
}

/** DuckDB maps letter by letter: `ß` has two capitals. */
const cased =
  (name: 'lower' | 'upper') =>
  (text = ''): string => {
    repeated(text, text);
    return `(CASE WHEN strlen(${text}) = length(${text}) THEN ${name}(${text}) ELSE bq_${name}(${text}) END)`;
  };

/** DuckDB keeps together what is shown as one letter; here each code point stands for itself. */
function reversed(text = ''): string {
  repeated(text, text);
  return `(CASE WHEN strlen(${text}) = length(${text}) THEN reverse(${text}) ELSE bq_reverse(${text}) END)`;
}

function translated([text, from, to]: readonly Argument[]): string {
  const letters = Array.from(from ? literalText(from, 'what TRANSLATE replaces') : '');
  if (new Set(letters).size < letters.length) throw new NotEmitted('TRANSLATE of one letter twice');
  return `translate(${text?.sql}, ${from?.sql}, ${to?.sql})`;
}

const OTHER_BASE64 =
  "'not supported by the local BigQuery stub: FROM_BASE64 of a text without its padding, or with other characters, over tables of this size'";

function ofBase64(text = ''): string {
  repeated(text, text, text);
  const isPlain = `length(${text}) % 4 = 0 AND regexp_full_match(${text}, '[A-Za-z0-9+/]*={0,2}')`;
  return `(CASE WHEN ${text} IS NULL OR ${isPlain} THEN from_base64(${text}) ELSE ${fail(OTHER_BASE64, 'BLOB')} END)`;
}

function ofCodePoints(list = ''): string {
  repeated(list);
  return `(CASE WHEN len(list_filter(${list}, lambda code: code IS NULL)) = 0 THEN array_to_string(list_transform(${list}, lambda code: chr(CAST(code AS INTEGER))), '') END)`;
}

const joined = (...texts: string[]): string => `(${texts.join(' || ')})`;

function split(text = '', delimiter = "','"): string {
  repeated(text, delimiter);
  return `(CASE WHEN ${text} = '' THEN [''] ELSE string_split(${text}, ${delimiter}) END)`;
}

const hash = (name: string): Signature[] => [
  sql('STRING', (x) => `unhex(${name}(${x}))`),
  sql('BYTES', (x) => `unhex(${name}(${x}))`),
];

const extract: readonly Signature[] = [
  special('STRING STRING', (args) => extracted(args, false)),
  special('STRING STRING INT64 INT64?', nth),
];

/** Bytes from a start, by their digits. */
function substrOfBytes(bytes = '', start = '', length?: string): string {
  repeated(bytes, start, start, start, start, start);
  const most = Math.floor(FURTHEST / 2);
  const size = `octet_length(${bytes})`;
  const from = `CASE WHEN ${start} = 0 OR ${start} < -${size} THEN 1 WHEN ${start} < 0 THEN ${size} + ${start} + 1 WHEN ${start} > ${most} THEN ${most} ELSE ${start} END`;
  const end = length === undefined ? '' : `, 2 * (${notNegative(length, 'Third argument in SUBSTR()', most)})`;
  return `unhex(substr(hex(${bytes}), 2 * (${from}) - 1${end}))`;
}

/** zetasql.functions.NormalizeMode */
const FORMS = ['NFC', 'NFKC', 'NFD', 'NFKD'];

const normalized =
  (folds: boolean) =>
  ([text, mode]: readonly Argument[]): string => {
    const form = FORMS[Number(mode?.literal?.['enumValue'] ?? 0)];
    if (!form) throw new NotEmitted('such a form of a text');
    return `bq_normalize(${text?.sql}, '${form}', ${folds})`;
  };

const substring: readonly Signature[] = [sql('STRING INT64 INT64?', substr), sql('BYTES INT64 INT64?', substrOfBytes)];

/** What of FORMAT is known to be the same. */
const FORMATS = /%(?:%|[-+ 0']*\d*(?:d|(?:\.\d{1,2})?[fe])|[-0]*\d*[txXo]|-?\d*s)/g;

/** No limit on a distance. */
const MOST = '9223372036854775807';

export const STRINGS: Readonly<Record<string, readonly Signature[]>> = {
  concat: [sql('STRING STRING*', joined), sql('BYTES BYTES*', joined)],
  $concat_op: [sql('STRING STRING', joined), sql('BYTES BYTES', joined)],
  lower: [sql('STRING', cased('lower'))],
  upper: [sql('STRING', cased('upper'))],
  EDIT_DISTANCE: [
    sql('STRING STRING INT64?', (from, to, limit = MOST) => `bq_edit_distance(${from}, ${to}, ${limit})`),
    sql('BYTES BYTES INT64?', (from, to, limit = MOST) => `bq_edit_distance_of_bytes(${from}, ${to}, ${limit})`),
  ],
  initcap: [native('STRING STRING?', 'bq_initcap')],
  length: [native('STRING', 'length'), sql('BYTES', (x) => `CAST(octet_length(${x}) AS BIGINT)`)],
  char_length: [native('STRING', 'length')],
  character_length: [native('STRING', 'length')],
  byte_length: [native('STRING', 'strlen'), sql('BYTES', (x) => `CAST(octet_length(${x}) AS BIGINT)`)],
  octet_length: [native('STRING', 'strlen'), sql('BYTES', (x) => `CAST(octet_length(${x}) AS BIGINT)`)],
  trim: trim('trim'),
  ltrim: trim('ltrim'),
  rtrim: trim('rtrim'),
  substr: substring,
  substring,
  left: [sql('STRING INT64', side('left'))],
  right: [sql('STRING INT64', side('right'))],
  lpad: [sql('STRING INT64 STRING?', padded('lpad'))],
  rpad: [sql('STRING INT64 STRING?', padded('rpad'))],
  repeat: [sql('STRING INT64', repeat)],
  replace: [native('STRING STRING STRING', 'replace')],
  reverse: [sql('STRING', reversed)],
  translate: [special('STRING STRING STRING', translated)],
  starts_with: [native('STRING STRING', 'starts_with')],
  ends_with: [native('STRING STRING', 'ends_with')],
  strpos: [native('STRING STRING', 'strpos')],
  instr: [native('STRING STRING', 'strpos')],
  split: [sql('STRING', split), sql('STRING STRING', split)],
  ascii: [
    sql(
      'STRING',
      (x = '') =>
        `(CASE WHEN ${x} = '' THEN 0 WHEN unicode(${x}) > 127 THEN ${fail(`'Argument to ASCII is not a structurally valid ASCII string: ''' || ${x} || ''''`, 'BIGINT')} ELSE CAST(ascii(${x}) AS BIGINT) END)`,
    ),
  ],
  unicode: [sql('STRING', (x = '') => `(CASE WHEN ${x} = '' THEN 0 ELSE CAST(unicode(${x}) AS BIGINT) END)`)],
  regexp_contains: [
    special('STRING STRING', ([text, regex]) => `regexp_matches(${text?.sql}, ${patternOf(regex).pattern})`),
  ],
  regexp_extract: extract,
  regexp_substr: extract,
  regexp_extract_all: [special('STRING STRING', (args) => extracted(args, true))],
  regexp_replace: [special('STRING STRING STRING', replaced)],
  from_hex: [
    sql(
      'STRING',
      (x = '') => `(CASE WHEN regexp_full_match(${x}, '(?:[0-9A-Fa-f]{2})*') THEN unhex(${x})
      WHEN regexp_full_match(${x}, '[0-9A-Fa-f]*') THEN unhex('0' || ${x}) ELSE ${fail("'Failed to decode invalid hexadecimal string'", 'BLOB')} END)`,
    ),
  ],
  from_base64: [sql('STRING', ofBase64)],
  safe_convert_bytes_to_string: [
    sql(
      'BYTES',
      (x = '') =>
        `(CASE WHEN ${x} IS NULL OR TRY(decode(${x})) IS NOT NULL THEN decode(${x}) ELSE ${fail("'not supported by the local BigQuery stub: bytes that are no UTF-8, over tables of this size'", 'VARCHAR')} END)`,
    ),
  ],
  chr: [sql('INT64', (code = '') => `(CASE WHEN ${code} = 0 THEN '' ELSE chr(CAST(${code} AS INTEGER)) END)`)],
  to_code_points: [
    sql(
      'STRING',
      (text) =>
        `list_transform(generate_series(1, length(${text})), lambda place: CAST(unicode(substr(${text}, place, 1)) AS BIGINT))`,
    ),
  ],
  code_points_to_string: [sql('ARRAY', ofCodePoints)],
  to_hex: [sql('BYTES', (x) => `lower(hex(${x}))`)],
  to_base64: [native('BYTES', 'to_base64')],
  md5: hash('md5'),
  sha1: hash('sha1'),
  sha256: hash('sha256'),
  sha512: [sql('STRING', (x) => `bq_sha512(encode(${x}))`), native('BYTES', 'bq_sha512')],
  farm_fingerprint: [sql('STRING', (x) => `bq_fingerprint(encode(${x}))`), native('BYTES', 'bq_fingerprint')],
  normalize: [special('STRING ENUM?', normalized(false))],
  normalize_and_casefold: [special('STRING ENUM?', normalized(true))],
  generate_uuid: [sql('', () => 'CAST(uuid() AS VARCHAR)')],
  format: [
    special('STRING SCALAR*', ([pattern, ...args]) => {
      const text = pattern ? literalText(pattern, 'a format') : '';
      if (text.replace(FORMATS, '').includes('%')) throw new NotEmitted(`FORMAT('${text}')`);
      return `bq_format(${[pattern, ...args].map((argument) => argument?.sql ?? '').join(', ')})`;
    }),
  ],
};
