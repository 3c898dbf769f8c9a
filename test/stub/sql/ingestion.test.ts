import { describeShapes } from './shapes.ts';

const EVENTS = `
  CREATE OR REPLACE TABLE events (id INT64, name STRING, ts TIMESTAMP, amount NUMERIC, tags ARRAY<STRING>, place STRUCT<city STRING, geo STRUCT<lat FLOAT64>>);
  INSERT INTO events VALUES
    (1, 'old', TIMESTAMP '2026-01-01 10:00:00', NUMERIC '1.10', ['a', 'b'], STRUCT('Rome', STRUCT(41.9))),
    (1, 'new', TIMESTAMP '2026-01-02 10:00:00', NUMERIC '2.20', ['c'], STRUCT('Oslo', STRUCT(59.9))),
    (2, 'one', TIMESTAMP '2026-01-01 23:30:00', NUMERIC '3.30', [], NULL),
    (3, 'tie', TIMESTAMP '2026-01-03 00:00:00', NULL, ['x'], NULL),
    (3, 'tie2', TIMESTAMP '2026-01-03 00:00:00', NULL, ['x'], NULL);`;

describeShapes('what ingestion rules run', [
  {
    name: 'dedupe by ROW_NUMBER, the helper column left out, ties broken by the whole row',
    given: EVENTS,
    sql: `SELECT * EXCEPT(_rn) FROM (
            SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts DESC, TO_JSON_STRING(t)) AS _rn FROM \`p.d.events\` t
          ) WHERE _rn = 1 ORDER BY id`,
    columns: ['id', 'name', 'ts', 'amount', 'tags', 'place'],
    rows: [
      [1, 'new', '2026-01-02 10:00:00+00', 'NUMERIC 2.2', ['c'], { city: 'Oslo', geo: { lat: 59.9 } }],
      [2, 'one', '2026-01-01 23:30:00+00', 'NUMERIC 3.3', [], null],
      [3, 'tie', '2026-01-03 00:00:00+00', null, ['x'], null],
    ],
  },
  {
    name: 'dedupe by QUALIFY',
    given: EVENTS,
    sql: 'SELECT id, name FROM events WHERE TRUE QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts DESC, name) = 1 ORDER BY id',
    rows: [
      [1, 'new'],
      [2, 'one'],
      [3, 'tie'],
    ],
  },
  {
    name: 'dedupe nested: ARRAY_AGG of the whole row',
    given: EVENTS,
    sql: 'SELECT ARRAY_AGG(t ORDER BY ts DESC, name LIMIT 1)[OFFSET(0)].* FROM events t GROUP BY t.id ORDER BY id',
    columns: ['id', 'name', 'ts', 'amount', 'tags', 'place'],
    rows: [
      [1, 'new', '2026-01-02 10:00:00+00', 'NUMERIC 2.2', ['c'], { city: 'Oslo', geo: { lat: 59.9 } }],
      [2, 'one', '2026-01-01 23:30:00+00', 'NUMERIC 3.3', [], null],
      [3, 'tie', '2026-01-03 00:00:00+00', null, ['x'], null],
    ],
  },
  {
    name: 'dedupe nested with EXCEPT',
    given: EVENTS,
    sql: `SELECT ARRAY_AGG(t ORDER BY ts DESC, name LIMIT 1)[OFFSET(0)].* EXCEPT (amount, tags, place, ts) FROM events AS t GROUP BY id ORDER BY id`,
    columns: ['id', 'name'],
    refused: 'Column id contains an aggregation function, which is not allowed in GROUP BY',
    rows: [
      [1, 'new'],
      [2, 'one'],
      [3, 'tie'],
    ],
  },
  {
    name: 'dedupe nested: a value table of the newest rows',
    given: EVENTS,
    sql: 'SELECT id, name FROM (SELECT AS VALUE ARRAY_AGG(t ORDER BY ts DESC, name LIMIT 1)[SAFE_OFFSET(0)] FROM events t GROUP BY id) ORDER BY id',
    rows: [
      [1, 'new'],
      [2, 'one'],
      [3, 'tie'],
    ],
  },
  {
    name: 'dedupe of whole rows: SELECT DISTINCT',
    sql: 'SELECT DISTINCT a, b FROM UNNEST([STRUCT(1 AS a, "x" AS b), (1, "x"), (2, "y")]) ORDER BY a',
    rows: [
      [1, 'x'],
      [2, 'y'],
    ],
  },
  {
    name: 'newest row of each key by MAX and a join',
    given: EVENTS,
    sql: `SELECT e.id, e.name FROM events e JOIN (SELECT id, MAX(ts) AS ts FROM events GROUP BY id) m ON e.id = m.id AND e.ts = m.ts
          WHERE e.id < 3 ORDER BY 1`,
    rows: [
      [1, 'new'],
      [2, 'one'],
    ],
  },
  {
    name: 'a side input joined by USING, missing ones replaced',
    given: `${EVENTS} CREATE OR REPLACE TABLE side (id INT64, label STRING); INSERT side VALUES (1, 'first'), (9, 'none');`,
    sql: `SELECT id, name, COALESCE(s.label, 'unknown') AS label, DATE(ts) AS day
          FROM events LEFT JOIN side AS s USING (id) WHERE name NOT LIKE 'tie%' ORDER BY id, name`,
    columns: ['id', 'name', 'label', 'day'],
    rows: [
      [1, 'new', 'first', '2026-01-02'],
      [1, 'old', 'first', '2026-01-01'],
      [2, 'one', 'unknown', '2026-01-01'],
    ],
  },
  {
    name: 'nested columns made flat',
    given: EVENTS,
    sql: 'SELECT id, place.city, e.place.geo.lat AS latitude FROM events e WHERE place IS NOT NULL ORDER BY ts',
    columns: ['id', 'city', 'latitude'],
    rows: [
      [1, 'Rome', 41.9],
      [1, 'Oslo', 59.9],
    ],
  },
  {
    name: 'repeated column made rows, with its positions',
    given: EVENTS,
    sql: 'SELECT e.id, tag, pos FROM events e, UNNEST(e.tags) AS tag WITH OFFSET AS pos ORDER BY e.ts, e.name, pos',
    rows: [
      [1, 'a', 0],
      [1, 'b', 1],
      [1, 'c', 0],
      [3, 'x', 0],
      [3, 'x', 0],
    ],
  },
  {
    name: 'INSERT … SELECT with a column list in another order',
    given: `${EVENTS} CREATE OR REPLACE TABLE flat (day DATE, id INT64, city STRING);`,
    sql: 'INSERT INTO d.flat (id, day, city) SELECT id, DATE(ts), place.city FROM events WHERE id = 1',
    seen: 'SELECT * FROM flat ORDER BY day',
    rows: [
      ['2026-01-01', 1, 'Rome'],
      ['2026-01-02', 1, 'Oslo'],
    ],
  },
  {
    name: 'INSERT … SELECT of the columns that are left out of the list: they are NULL',
    given: 'CREATE OR REPLACE TABLE wide (a INT64, b STRING, c FLOAT64);',
    sql: 'INSERT wide (b) SELECT x FROM UNNEST(["m", "n"]) AS x',
    seen: 'SELECT a, b, c FROM wide ORDER BY b',
    rows: [
      [null, 'm', null],
      [null, 'n', null],
    ],
  },
  {
    name: 'MERGE of a deduplicated source',
    given: `${EVENTS} CREATE OR REPLACE TABLE latest (id INT64, name STRING); INSERT latest VALUES (1, 'stale'), (7, 'kept');`,
    sql: `MERGE INTO \`p.d.latest\` AS t
          USING (SELECT * EXCEPT(_rn) FROM (SELECT id, name, ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts DESC, name) AS _rn FROM events) WHERE _rn = 1) AS s
          ON t.id = s.id
          WHEN MATCHED THEN UPDATE SET name = s.name
          WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)`,
    seen: 'SELECT * FROM latest ORDER BY id',
    rows: [
      [1, 'new'],
      [2, 'one'],
      [3, 'tie'],
      [7, 'kept'],
    ],
  },
  {
    name: 'a projection with transformations',
    given: EVENTS,
    sql: `SELECT CAST(id AS STRING) AS key, UPPER(name) AS name, FORMAT_TIMESTAMP('%Y%m%d', ts) AS part, ARRAY_LENGTH(tags) AS n,
            TIMESTAMP_TRUNC(ts, DAY) AS day
          FROM events WHERE ts >= '2026-01-02' AND ts < TIMESTAMP('2026-01-03')`,
    rows: [['1', 'NEW', '20260102', 1, '2026-01-02 00:00:00+00']],
  },
]);
