import { fail, macro } from './macro.ts';

const NO_JSON = `WHEN typeof(l) = 'JSON' THEN ${fail("'not supported by the local BigQuery stub: a number as subscript of a JSON column'", 'BIGINT')}`;

/** The checked position (from 1) of an element. */
const position = (valid: string, at: string): string =>
  `CASE WHEN l IS NULL OR i IS NULL THEN NULL ${NO_JSON} WHEN ${valid} THEN ${at} ELSE ${fail("'Array index ' || CAST(i AS VARCHAR) || ' is out of bounds'", 'BIGINT')} END`;

export const LIST_MACROS: readonly string[] = [
  macro('bq_offset', 'l, i', `l[${position('i >= 0 AND i < len(l)', 'i + 1')}]`),
  macro('bq_ordinal', 'l, i', `l[${position('i >= 1 AND i <= len(l)', 'i')}]`),
  macro('bq_safe_offset', 'l, i', 'l[CASE WHEN i >= 0 THEN i + 1 END]'),
  macro('bq_safe_ordinal', 'l, i', 'l[CASE WHEN i >= 1 THEN i END]'),
  macro('bq_array_length', 'l', 'CAST(len(l) AS BIGINT)'),
  macro(
    'bq_array_slice',
    'l, a, b',
    'list_slice(l, CASE WHEN a < 0 THEN greatest(len(l) + a, 0) ELSE a END + 1, CASE WHEN b < 0 THEN len(l) + b ELSE b END + 1)',
  ),
  macro(
    'bq_array_to_string',
    'l, d, n',
    "CASE WHEN l IS NOT NULL THEN coalesce(array_to_string(list_filter(list_transform(l, lambda x: coalesce(CAST(x AS VARCHAR), n)), lambda x: x IS NOT NULL), d), '') END",
  ),
  macro(
    'bq_generate_array',
    'a, b, s',
    `list_transform(generate_series(0, CASE WHEN s = 0 THEN ${fail("'Sequence step cannot be 0.'", 'BIGINT')} ELSE CAST(floor((b - a) / s + 1e-9) AS BIGINT) END), lambda k: a + k * s)`,
  ),
  macro(
    'bq_generate_date_array',
    'a, b, s',
    'list_transform(generate_series(CAST(a AS TIMESTAMP), CAST(b AS TIMESTAMP), s), lambda t: CAST(t AS DATE))',
  ),
  macro(
    'bq_top_count',
    'h, n',
    'list_slice(list_transform(list_sort(list_transform(map_entries(h), lambda e: struct_pack(k := -CAST(e.value AS BIGINT), v := e.key))), lambda e: struct_pack("value" := e.v, "count" := -e.k)), 1, n)',
  ),
];
