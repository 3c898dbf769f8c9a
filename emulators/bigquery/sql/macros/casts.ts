import { fail, macro, text } from './macro.ts';

const X = text('x');
const DATE = '\\s*\\d{1,4}-\\d{1,2}-\\d{1,2}';
const TIME = '\\d{1,2}:\\d{1,2}:\\d{1,2}(\\.\\d{0,6})?';

interface Cast {
  name: string;
  /** DuckDB's type. */
  type: string;
  /** What a text must look like; DuckDB would take more. */
  pattern: string;
  /** What is said of a text that does not. */
  message: string;
  /** How the rest converts; CAST as it stands if missing. `cast` is CAST or TRY_CAST. */
  convert?: (cast: 'CAST' | 'TRY_CAST') => string;
}

const TRIMMED = `trim(${X})`;

const CASTS: readonly Cast[] = [
  {
    name: 'int64',
    type: 'BIGINT',
    pattern: '\\s*([-+]?\\d+|0[xX][0-9A-Fa-f]+)\\s*',
    message: `'Bad int64 value: ' || ${X}`,
    // half away from zero, where DuckDB rounds half to even; a decimal it rounds right
    convert: (cast) =>
      `CASE WHEN typeof(x) = 'DOUBLE' THEN ${cast}(round(TRY_CAST(x AS DOUBLE)) AS BIGINT) WHEN typeof(x) = 'VARCHAR' THEN ${cast}(${TRIMMED} AS BIGINT) ELSE ${cast}(x AS BIGINT) END`,
  },
  {
    name: 'float64',
    type: 'DOUBLE',
    pattern: '(?i)\\s*[-+]?((\\d+\\.?\\d*|\\.\\d+)(e[-+]?\\d+)?|inf|infinity|nan)\\s*',
    message: `'Bad double value: ' || ${X}`,
  },
  { name: 'bool', type: 'BOOLEAN', pattern: '(?i)true|false', message: `'Bad bool value: ' || ${X}` },
  { name: 'date', type: 'DATE', pattern: `${DATE}\\s*`, message: `'Invalid date: ''' || ${X} || ''''` },
  {
    name: 'datetime',
    type: 'TIMESTAMP',
    pattern: `${DATE}([ Tt]${TIME})?\\s*`,
    message: `'Invalid datetime string: "' || ${X} || '"'`,
  },
  {
    name: 'time',
    type: 'TIME',
    pattern: `\\s*${TIME}\\s*`,
    message: `'Invalid time string: "' || ${X} || '"'`,
    // whatever has a time has it in its text
    convert: (cast) => `${cast}(regexp_extract(${X}, '${TIME}') AS TIME)`,
  },
];

/** CAST fails where SAFE_CAST is NULL; the latter tests first, as a failure in TRY costs DuckDB a thousand times as much. */
const castMacros = ({ name, type, pattern, message, convert }: Cast): readonly string[] => {
  const converted = convert ?? ((cast: string) => `${cast}(x AS ${type})`);
  const fits = `(typeof(x) <> 'VARCHAR' OR regexp_full_match(${X}, '${pattern}'))`;
  return [
    macro(
      `bq_${name}`,
      'x',
      `CASE WHEN x IS NULL OR ${fits} THEN ${converted('CAST')} ELSE ${fail(message, type)} END`,
    ),
    macro(`bq_safe_${name}`, 'x', `CASE WHEN ${fits} THEN ${converted('TRY_CAST')} END`),
  ];
};

export const CAST_MACROS: readonly string[] = [
  ...CASTS.flatMap(castMacros),
  macro('bq_timestamp', 'x', 'CAST(x AS TIMESTAMPTZ)'),
  macro('bq_safe_timestamp', 'x', 'TRY_CAST(x AS TIMESTAMPTZ)'),
];
