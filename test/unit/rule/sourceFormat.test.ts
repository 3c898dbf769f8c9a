import { expect, test } from 'vitest';
import { sourceFormatOf } from '../../../functions/src/rule/sourceFormat.ts';

test.each([
  ['a.csv', 'CSV'],
  ['a.json', 'NEWLINE_DELIMITED_JSON'],
  ['a.jsonl', 'NEWLINE_DELIMITED_JSON'],
  ['a.ndjson', 'NEWLINE_DELIMITED_JSON'],
  ['a.avro', 'AVRO'],
  ['a.parquet', 'PARQUET'],
  ['a.orc', 'ORC'],
  ['x/y.csv/a.avro', 'AVRO'],
  ['A.JSON.GZ', 'NEWLINE_DELIMITED_JSON'],
  ['a.csv.gz', 'CSV'],
  ['a.orc.gz', 'ORC'],
  ['a.gz', 'CSV'],
  ['x.json/a', 'CSV'],
  ['a.json.tmp', 'CSV'],
  ['a.constructor', 'CSV'],
  ['a', 'CSV'],
])('%s is %s', (name, format) => {
  expect(sourceFormatOf(name)).toBe(format);
});
