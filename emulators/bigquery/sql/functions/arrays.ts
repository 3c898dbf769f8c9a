import { native, type Rows, template } from './row.ts';

export const ARRAYS: Rows = {
  ARRAY_CONCAT: template(1, 999, (...lists) => `(${lists.join(' || ')})`),
  ARRAY_FIRST: template(1, 1, (list) => `bq_offset(${list}, 0)`),
  ARRAY_LAST: template(1, 1, (list) => `bq_offset(${list}, len(${list}) - 1)`),
  ARRAY_LENGTH: native('bq_array_length', 1),
  ARRAY_REVERSE: native('list_reverse', 1),
  ARRAY_SLICE: template(3, 3, (list, from, to) => `bq_array_slice(${list}, ${from}, ${to})`),
  ARRAY_TO_STRING: template(
    2,
    3,
    (list, delimiter, nulls) => `bq_array_to_string(${[list, delimiter, nulls ?? 'NULL'].join(', ')})`,
  ),
  GENERATE_ARRAY: template(2, 3, (from, to, step = '1::BIGINT') => `bq_generate_array(${from}, ${to}, ${step})`),
  GENERATE_DATE_ARRAY: template(
    2,
    3,
    (from, to, step = 'to_days(1)') => `bq_generate_date_array(bq_date(${from}), bq_date(${to}), ${step})`,
  ),
  GENERATE_TIMESTAMP_ARRAY: template(
    3,
    3,
    (from, to, step) => `generate_series(bq_timestamp(${from}), bq_timestamp(${to}), ${step})`,
  ),
};
