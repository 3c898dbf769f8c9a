import { quoteText } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import type { Call } from '../model/ast.ts';
import { unsupportedSql } from '../model/errors.ts';
import { patternOf } from './pattern.ts';
import { native, type Rows, special, template, typedNull } from './row.ts';

/** White space as TRIM takes it: https://cloud.google.com/bigquery/docs/reference/standard-sql/string_functions#trim */
const SPACES =
  "chr(9) || chr(10) || chr(11) || chr(12) || chr(13) || ' ' || chr(133) || chr(160) || chr(8232) || chr(8233) || chr(12288)";

const trim = (name: string): ((text?: string, characters?: string) => string) => {
  return (text = 'NULL', characters = SPACES) => `${name}(${text}, ${characters})`;
};

/** CONCAT is NULL where any argument is; DuckDB's skips NULLs. */
const concat = (...texts: string[]): string => `(${texts.join(' || ')})`;

const substr = (text?: string, start?: string, length?: string): string =>
  length ? `bq_substr_to(${text}, ${start}, ${length})` : `bq_substr(${text}, ${start})`;

export const STRINGS: Rows = {
  ASCII: template(1, 1, (text) => `CAST(ascii(${text}) AS BIGINT)`),
  BYTE_LENGTH: native('bq_byte_length', 1),
  CHAR_LENGTH: native('bq_length', 1),
  CHARACTER_LENGTH: native('bq_length', 1),
  CHR: template(1, 1, (code) => `chr(CAST(${code} AS INTEGER))`),
  CODE_POINTS_TO_STRING: template(
    1,
    1,
    (list) => `array_to_string(list_transform(${list}, lambda c: chr(CAST(c AS INTEGER))), '')`,
  ),
  CONCAT: template(1, 999, concat),
  CONTAINS_SUBSTR: template(2, 2, (text, part) => `contains(lower(bq_string(${text})), lower(${part}))`),
  EDIT_DISTANCE: native('levenshtein', 2),
  ENDS_WITH: native('ends_with', 2),
  FARM_FINGERPRINT: template(1, 1, (text) => `bq_fingerprint(bq_bytes(${text}))`),
  FORMAT: template(1, 999, (...args) => `bq_format(${args.map(typedNull).join(', ')})`),
  FROM_BASE64: native('from_base64', 1),
  FROM_HEX: native('unhex', 1),
  GENERATE_UUID: template(0, 0, () => 'CAST(uuid() AS VARCHAR)'),
  INITCAP: native('bq_initcap', 1, 2),
  INSTR: special(2, 4, (call, emit) => {
    if (call.arguments.length > 2) throw unsupportedSql('INSTR with a position', call);
    return `strpos(${emit.expressions(call.arguments)})`;
  }),
  LEFT: native('bq_left', 2),
  LENGTH: native('bq_length', 1),
  LOWER: native('lower', 1),
  LPAD: template(2, 3, (text, length, pad = "' '") => `bq_lpad(${text}, ${length}, ${pad})`),
  LTRIM: template(1, 2, trim('ltrim')),
  MD5: template(1, 1, (text) => `unhex(md5(${text}))`),
  NORMALIZE: special(1, 2, (call, emit) => normalize(call, emit, false)),
  NORMALIZE_AND_CASEFOLD: special(1, 2, (call, emit) => normalize(call, emit, true)),
  OCTET_LENGTH: native('bq_byte_length', 1),
  REGEXP_CONTAINS: template(2, 2, (text, pattern) => `regexp_matches(${text}, ${pattern})`),
  REGEXP_EXTRACT: special(2, 4, regexpExtract),
  REGEXP_SUBSTR: special(2, 4, regexpExtract),
  REGEXP_EXTRACT_ALL: special(2, 2, (call, emit) => {
    const { pattern, group } = patternOf(call, emit);
    return `regexp_extract_all(${emit.expressions(call.arguments.slice(0, 1))}, ${pattern}, ${group})`;
  }),
  REGEXP_REPLACE: template(3, 3, (text, pattern, by) => `regexp_replace(${text}, ${pattern}, ${by}, 'g')`),
  REPEAT: template(2, 2, (text, times) => `repeat(${text}, ${times})`),
  REPLACE: native('replace', 3),
  REVERSE: native('reverse', 1),
  RIGHT: native('bq_right', 2),
  RPAD: template(2, 3, (text, length, pad = "' '") => `bq_rpad(${text}, ${length}, ${pad})`),
  RTRIM: template(1, 2, trim('rtrim')),
  SAFE_CONVERT_BYTES_TO_STRING: template(1, 1, (bytes) => `TRY(decode(${bytes}))`),
  SESSION_USER: template(0, 0, () => quoteText('local@bigquery.invalid')),
  SHA1: template(1, 1, (text) => `unhex(sha1(${text}))`),
  SHA256: template(1, 1, (text) => `unhex(sha256(${text}))`),
  SHA512: template(1, 1, (text) => `bq_sha512(bq_bytes(${text}))`),
  SPLIT: template(1, 2, (text, delimiter = "','") => `string_split(${text}, ${delimiter})`),
  STARTS_WITH: native('starts_with', 2),
  STRPOS: native('strpos', 2),
  SUBSTR: template(2, 3, substr),
  SUBSTRING: template(2, 3, substr),
  TO_BASE64: native('to_base64', 1),
  TO_CODE_POINTS: template(
    1,
    1,
    (text) => `list_transform(string_split(${text}, ''), lambda c: CAST(unicode(c) AS BIGINT))`,
  ),
  TO_HEX: template(1, 1, (bytes) => `lower(hex(${bytes}))`),
  TRANSLATE: native('translate', 3),
  TRIM: template(1, 2, trim('trim')),
  UNICODE: template(1, 1, (text) => `CASE WHEN ${text} = '' THEN 0 ELSE CAST(unicode(${text}) AS BIGINT) END`),
  UPPER: native('upper', 1),
};

function normalize(call: Call, emit: Emission, fold: boolean): string {
  const [text, form] = call.arguments;
  const name = form?.kind === 'name' ? form.name.toUpperCase() : 'NFC';
  const normal = `bq_normalize(${text ? emit.expression(text) : 'NULL'}, '${name}')`;
  return fold ? `lower(${normal})` : normal;
}

function regexpExtract(call: Call, emit: Emission): string {
  const { pattern, group } = patternOf(call, emit);
  const [text, , position, occurrence] = call.arguments.map((node) => emit.expression(node));
  return position
    ? `bq_regexp_extract_from(${text}, ${pattern}, ${group}, ${position}, ${occurrence ?? '1'})`
    : `bq_regexp_extract(${text}, ${pattern}, ${group})`;
}
