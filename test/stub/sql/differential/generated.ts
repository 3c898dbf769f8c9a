import fc from 'fast-check';

type Text = fc.Arbitrary<string>;

/** SQL with its blanks filled. */
const sql = (template: TemplateStringsArray, ...parts: readonly Text[]): Text =>
  fc
    .tuple(...parts)
    .map((values) => template.raw.map((text, index) => text + (index < values.length ? values[index] : '')).join(''));

const word = (...words: readonly string[]): Text => fc.constantFrom(...words);

const DATE_PARTS = word('DAY', 'WEEK', 'ISOWEEK', 'MONTH', 'QUARTER', 'YEAR', 'WEEK(FRIDAY)');
const SPANS = word('DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR');
const CLOCK = word('MICROSECOND', 'MILLISECOND', 'SECOND', 'MINUTE', 'HOUR', 'DAY');
const ZONE = word('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe');
const COMPARED = word('=', '!=', '<', '<=', '>', '>=');
const SMALL = fc.integer({ min: -7, max: 40 }).map(String);

type Kind = 'bool' | 'date' | 'datetime' | 'double' | 'int' | 'numeric' | 'text' | 'timestamp';

/** Expressions over a row of the tables' `t`, by the type of their value. */
const { bool, date, datetime, double, int, numeric, text, timestamp } = fc.letrec<Record<Kind, string>>((tie) => {
  const either = (kind: Kind): Text =>
    fc.oneof(
      sql`IF(${tie('bool')}, ${tie(kind) as Text}, ${tie(kind) as Text})`,
      sql`COALESCE(${tie(kind) as Text}, ${tie(kind) as Text})`,
      sql`CASE WHEN ${tie('bool')} THEN ${tie(kind) as Text} END`,
      sql`NULLIF(${tie(kind) as Text}, ${tie(kind) as Text})`,
    );
  const choice = (plain: Text, ...others: readonly Text[]): Text =>
    fc.oneof({ maxDepth: 3, depthSize: 'small' }, plain, ...others);
  return {
    bool: choice(
      word('b', 'TRUE', 'id > 3', 's IS NULL'),
      sql`(${tie('int')} ${COMPARED} ${tie('int')})`,
      sql`(${tie('double')} ${COMPARED} ${tie('double')})`,
      sql`(${tie('numeric')} ${COMPARED} ${tie('numeric')})`,
      sql`(${tie('text')} ${COMPARED} ${tie('text')})`,
      sql`(${tie('date')} ${COMPARED} ${tie('date')})`,
      sql`(${tie('timestamp')} ${COMPARED} ${tie('timestamp')})`,
      sql`(${tie('bool')} AND ${tie('bool')})`,
      sql`(${tie('bool')} OR NOT ${tie('bool')})`,
      sql`${tie('int')} IN (${tie('int')}, ${SMALL})`,
      sql`${tie('int')} IN UNNEST(xs)`,
      sql`${tie('int')} BETWEEN ${SMALL} AND ${tie('int')}`,
      sql`${tie('text')} LIKE '%a_%'`,
      sql`STARTS_WITH(${tie('text')}, ${tie('text')})`,
      sql`(${tie('int')} IS DISTINCT FROM ${tie('int')})`,
      sql`REGEXP_CONTAINS(${tie('text')}, r'[a-m]+\d?')`,
    ),
    int: choice(
      fc.oneof(word('id', 'r.p', 'ARRAY_LENGTH(xs)'), SMALL),
      sql`(${tie('int')} + ${tie('int')})`,
      sql`(${tie('int')} - ${tie('int')})`,
      sql`(${tie('int')} * ${SMALL})`,
      sql`MOD(${tie('int')}, ${SMALL})`,
      sql`DIV(${tie('int')}, ${SMALL})`,
      sql`ABS(${tie('int')})`,
      sql`LENGTH(${tie('text')})`,
      sql`STRPOS(${tie('text')}, ${tie('text')})`,
      sql`CAST(${tie('double')} AS INT64)`,
      sql`CAST(${tie('numeric')} AS INT64)`,
      sql`SAFE_CAST(${tie('text')} AS INT64)`,
      sql`DATE_DIFF(${tie('date')}, ${tie('date')}, ${DATE_PARTS})`,
      sql`TIMESTAMP_DIFF(${tie('timestamp')}, ${tie('timestamp')}, ${CLOCK})`,
      sql`DATETIME_DIFF(${tie('datetime')}, ${tie('datetime')}, ${DATE_PARTS})`,
      sql`EXTRACT(${word('YEAR', 'MONTH', 'DAY', 'DAYOFWEEK', 'DAYOFYEAR', 'WEEK', 'ISOWEEK', 'ISOYEAR')} FROM ${tie('date')})`,
      sql`EXTRACT(${word('HOUR', 'MINUTE', 'SECOND', 'MILLISECOND', 'DAY')} FROM ${tie('timestamp')} AT TIME ZONE '${ZONE}')`,
      sql`UNIX_SECONDS(${tie('timestamp')})`,
      sql`xs[SAFE_OFFSET(${SMALL})]`,
      either('int'),
    ),
    double: choice(
      word('f', '0.5', '-2.25', '1e10', 'CAST(id AS FLOAT64)'),
      sql`(${tie('double')} + ${tie('double')})`,
      sql`(${tie('double')} * ${tie('double')})`,
      sql`(${tie('double')} / ${tie('double')})`,
      sql`SAFE_DIVIDE(${tie('int')}, ${tie('int')})`,
      sql`ROUND(${tie('double')}, ${word('0', '1', '2', '-1')})`,
      sql`TRUNC(${tie('double')}, ${word('0', '1', '3')})`,
      sql`FLOOR(${tie('double')})`,
      sql`SAFE_CAST(${tie('text')} AS FLOAT64)`,
      sql`GREATEST(${tie('double')}, ${tie('double')})`,
      sql`CAST(${tie('numeric')} AS FLOAT64)`,
      either('double'),
    ),
    numeric: choice(
      word('n', "NUMERIC '1.5'", "NUMERIC '-0.000000001'", 'CAST(id AS NUMERIC)'),
      sql`(${tie('numeric')} + ${tie('numeric')})`,
      sql`(${tie('numeric')} * ${tie('numeric')})`,
      sql`(${tie('numeric')} / ${tie('numeric')})`,
      sql`ROUND(${tie('numeric')}, ${word('0', '2', '-1')})`,
      sql`CEIL(${tie('numeric')})`,
      sql`CAST(${tie('double')} AS NUMERIC)`,
      either('numeric'),
    ),
    text: choice(
      word('s', 'r.q', "'a-Ä b1'", "''", "'12'", "'x,y,,z'"),
      sql`CONCAT(${tie('text')}, ${tie('text')})`,
      sql`UPPER(${tie('text')})`,
      sql`INITCAP(${tie('text')})`,
      sql`SUBSTR(${tie('text')}, ${SMALL})`,
      sql`SUBSTR(${tie('text')}, ${SMALL}, ${word('0', '2', '9')})`,
      sql`REPLACE(${tie('text')}, ${tie('text')}, 'z')`,
      sql`REGEXP_EXTRACT(${tie('text')}, r'([a-z]+)')`,
      sql`REGEXP_REPLACE(${tie('text')}, r'([aeiou])', r'<\1>')`,
      sql`SPLIT(${tie('text')}, ',')[SAFE_OFFSET(1)]`,
      sql`TRIM(${tie('text')})`,
      sql`LPAD(${tie('text')}, ${word('0', '4', '15')}, 'äb')`,
      sql`CAST(${tie('int')} AS STRING)`,
      sql`CAST(${tie('double')} AS STRING)`,
      sql`CAST(${tie('numeric')} AS STRING)`,
      sql`CAST(${tie('timestamp')} AS STRING)`,
      sql`FORMAT_DATE('%Y-%U %a %e %j', ${tie('date')})`,
      sql`FORMAT_TIMESTAMP('%F %R %E3S %Ez', ${tie('timestamp')}, '${ZONE}')`,
      sql`TO_JSON_STRING(STRUCT(${tie('int')} AS a, ${tie('text')} AS b, ${tie('double')} AS c))`,
      sql`JSON_VALUE(TO_JSON_STRING(STRUCT(${tie('numeric')} AS a)), '$.a')`,
      sql`TO_HEX(MD5(${tie('text')}))`,
      either('text'),
    ),
    date: choice(
      word('d', "DATE '2024-02-29'", "DATE '1969-12-31'"),
      sql`DATE_ADD(${tie('date')}, INTERVAL ${SMALL} ${SPANS})`,
      sql`DATE_SUB(${tie('date')}, INTERVAL ${SMALL} ${SPANS})`,
      sql`DATE_TRUNC(${tie('date')}, ${DATE_PARTS})`,
      sql`DATE(${tie('timestamp')}, '${ZONE}')`,
      sql`LAST_DAY(${tie('date')}, MONTH)`,
      sql`SAFE_CAST(${tie('text')} AS DATE)`,
      either('date'),
    ),
    datetime: choice(
      word('dt', "DATETIME '2024-03-31 02:30:00'"),
      sql`DATETIME_ADD(${tie('datetime')}, INTERVAL ${SMALL} ${SPANS})`,
      sql`DATETIME_TRUNC(${tie('datetime')}, ${DATE_PARTS})`,
      sql`DATETIME(${tie('timestamp')}, '${ZONE}')`,
      sql`CAST(${tie('date')} AS DATETIME)`,
      either('datetime'),
    ),
    timestamp: choice(
      word('ts', "TIMESTAMP '2024-10-27 00:59:59.999999+00'"),
      sql`TIMESTAMP_ADD(${tie('timestamp')}, INTERVAL ${SMALL} ${CLOCK})`,
      sql`TIMESTAMP_TRUNC(${tie('timestamp')}, ${word('HOUR', 'DAY', 'MONTH', 'WEEK', 'YEAR')}, '${ZONE}')`,
      sql`TIMESTAMP(${tie('datetime')}, '${ZONE}')`,
      sql`TIMESTAMP(${tie('date')})`,
      either('timestamp'),
    ),
  };
});

const any = fc.oneof(bool, date, datetime, double, int, numeric, text, timestamp);

const aggregate = fc.oneof(
  word('COUNT(*)'),
  sql`${word('COUNT', 'MIN', 'MAX')}(${any})`,
  sql`${word('SUM', 'AVG')}(${int})`,
  sql`SUM(${numeric})`,
  sql`AVG(${numeric})`,
  sql`COUNTIF(${bool})`,
  sql`COUNT(DISTINCT ${text})`,
  sql`STRING_AGG(${text}, '|' ORDER BY id)`,
  sql`ARRAY_AGG(${int} IGNORE NULLS ORDER BY id LIMIT 4)`,
  sql`MAX_BY(${text}, id)`,
);

const overRows = fc.oneof(
  word('ROW_NUMBER()', 'RANK()', 'COUNT(*)'),
  sql`${word('MIN', 'MAX')}(${any})`,
  sql`SUM(${int})`,
  sql`LAG(${any})`,
  sql`FIRST_VALUE(${any})`,
);

/** Statements of the tables' `t` and `u`. */
export const statement: Text = fc.oneof(
  sql`SELECT ${any}, ${any}, ${any} FROM t`,
  sql`SELECT id, ${any} FROM t WHERE ${bool}`,
  sql`SELECT ${bool}, ${aggregate}, ${aggregate} FROM t GROUP BY 1`,
  sql`SELECT ${aggregate}, ${aggregate} FROM t WHERE ${bool}`,
  sql`SELECT id, ${overRows} OVER (PARTITION BY b ORDER BY id) FROM t`,
  sql`SELECT * EXCEPT (place) FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY ${any} ORDER BY ${int}, id) AS place FROM t) WHERE place = 1`,
  sql`SELECT t.id, v, ${any} FROM t ${word('', 'LEFT', 'RIGHT', 'FULL')} JOIN u ON u.id = t.id AND (${bool})`.map(
    (text_) => text_.replace(/(?<![.\w])id\b(?! =)/g, 't.id'),
  ),
  sql`SELECT id, x FROM t, UNNEST(xs) AS x WHERE x > ${int}`,
  sql`SELECT ${any} AS one FROM t ${word('UNION ALL', 'EXCEPT DISTINCT', 'INTERSECT DISTINCT')} SELECT NULL`,
  sql`SELECT id, (SELECT MAX(v) FROM u WHERE u.id = t.id AND u.id > ${SMALL}), EXISTS (SELECT 1 FROM u WHERE u.id = ${int}) FROM t`,
);
