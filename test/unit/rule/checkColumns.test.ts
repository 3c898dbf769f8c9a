import { expect, test } from 'vitest';
import { columnNameFault, validColumnName } from '../../../functions/src/rule/columnName.ts';
import { COLUMN_TYPES } from '../../../functions/src/rule/columnType.ts';
import { problemsIn } from './problemsIn.ts';

const ruleWith = (fields: string, more = ''): string =>
  `When: {Prefix: /a/, Suffix: .json}\nDest:\n  Table: d.t\n${more}  Schema:\n    Fields: ${fields}\n`;

const errorsOf = (fields: string, more?: string): string[] =>
  problemsIn(ruleWith(fields, more)).map((error) => error.replace(/^\d+:\d+ /, ''));

test.each([
  ['STRNG', 'did you mean STRING?'],
  ['int46', 'did you mean INT64?'],
  ['text', 'did you mean STRING?'],
  ['DOUBLE', 'did you mean FLOAT?'],
  ['VARCHAR', 'did you mean STRING?'],
])('the type %s is none: %s', (type, help) => {
  const [error, ...more] = errorsOf(`[ {Name: id, Type: ${type}} ]`);
  expect(error).toMatch(/^Dest\.Schema\.Fields\[0\]\.Type is the text/);
  expect(error).toContain(help);
  expect(more).toEqual([]);
});

test.each(COLUMN_TYPES.filter((type) => !['RECORD', 'STRUCT'].includes(type)))('%s is a type, in any case', (type) => {
  expect(errorsOf(`[ {Name: id, Type: ${type.toLowerCase()}} ]`)).toEqual([]);
});

test.each([
  ['_PARTITIONTIME', 'BigQuery keeps names that begin with _PARTITION to itself'],
  ['_table_suffix', 'BigQuery keeps names that begin with _TABLE_ to itself'],
  ['_FILE_NAME', 'BigQuery keeps names that begin with _FILE_ to itself'],
  ['2nd', 'it does not begin with a letter or an underscore'],
  ['a.b', 'it holds "."'],
  ['a`b', 'it holds "`"'],
  ['x'.repeat(301), 'it has more than 300 characters'],
])('no column is called %s: %s', (name, fault) => {
  expect(errorsOf(`[ {Name: "${name}", Type: STRING} ]`)).toEqual([
    `Dest.Schema.Fields[0].Name "${name}" is no name of a column: ${fault}; write ${validColumnName(name)}, say`,
  ]);
  expect(columnNameFault(validColumnName(name))).toBeUndefined();
});

test.each(['id', '_x', 'Straße', '数量', 'a b', 'a-b', 'x'.repeat(300)])('%s is a name', (name) => {
  expect(errorsOf(`[ {Name: "${name}", Type: STRING} ]`)).toEqual([]);
});

test('a column comes once, whatever its case, within a record too', () => {
  expect(errorsOf('[ {Name: qty, Type: INTEGER}, {Name: Qty, Type: FLOAT} ]')).toEqual([
    expect.stringMatching(/^Dest\.Schema\.Fields\[1\]\.Name: there is a column qty already/),
  ]);
  const inner = '[ {Name: qty, Type: INTEGER}, {Name: QTY, Type: FLOAT} ]';
  expect(errorsOf(`[ {Name: qty, Type: RECORD, Fields: ${inner}} ]`)).toEqual([
    expect.stringMatching(/^Dest\.Schema\.Fields\[0\]\.Fields\[1\]\.Name: there is a column qty already/),
  ]);
});

test('a record has fields, and nothing else has', () => {
  expect(errorsOf('[ {Name: a, Type: STRUCT}, {Name: b, Type: DATE, Fields: [ {Name: c, Type: DATE} ]} ]')).toEqual([
    expect.stringContaining('the record a has no Fields; add them'),
    expect.stringContaining('b is DATE, and has Fields; write Type: RECORD'),
  ]);
});

test('CSV holds no records and no lists', () => {
  const fields =
    '[ {Name: a, Type: RECORD, Fields: [ {Name: c, Type: DATE} ]}, {Name: b, Type: DATE, Mode: REPEATED} ]';
  expect(errorsOf(fields)).toEqual([]);
  expect(errorsOf(fields, '  SourceFormat: CSV\n')).toEqual([
    expect.stringContaining('a is a record, which CSV cannot hold'),
    expect.stringContaining('b is repeated, which CSV cannot hold'),
  ]);
});

const FIELDS =
  '[ {Name: id, Type: INTEGER}, {Name: day, Type: DATE}, {Name: info, Type: RECORD, Fields: [ {Name: key, Type: STRING} ]} ]';

test.each([
  [
    'Transient: {Dataset: temp}\n  UniqueColumns: [ID, info.kye]',
    'Dest.UniqueColumns[1]',
    'info.kye; did you mean info.key?',
  ],
  ['TimePartitioning: {Type: DAY, Field: dya}', 'Dest.TimePartitioning.Field', 'dya; did you mean day?'],
  ['Clustering: {Fields: [id, country]}', 'Dest.Clustering.Fields[1]', 'country; add the column there'],
  [
    'RangePartitioning: {Field: nr, Range: {Start: 0, End: 9, Interval: 1}}',
    'Dest.RangePartitioning.Field',
    'nr; add the column there',
  ],
])('%s names no column of Fields', (more, field, help) => {
  expect(errorsOf(FIELDS, `  ${more}\n`)).toEqual([`${field}: Dest.Schema.Fields has no column ${help}`]);
  expect(problemsIn(ruleWith(FIELDS, `  ${more}\n  AllowFieldAddition: true\n`))).toEqual([]);
});

test('a computed column can be clustered by, and not be the key of rows that are chosen before', () => {
  const computed = '  Transient: {Dataset: temp}\n  Transform: {country: upper(t.c)}\n';
  expect(errorsOf(FIELDS, `${computed}  Clustering: {Fields: [country]}\n`)).toEqual([]);
  expect(errorsOf(FIELDS, `${computed}  UniqueColumns: [country]\n`)).toHaveLength(1);
});

test.each([
  [
    'TimePartitioning: {Type: DAY, Field: id}',
    'id is INTEGER, and BigQuery partitions by a single DATE, TIMESTAMP, DATETIME here',
  ],
  [
    'TimePartitioning: {Type: HOUR, Field: day}',
    'day is DATE, and BigQuery partitions by a single TIMESTAMP, DATETIME here',
  ],
  [
    'RangePartitioning: {Field: day, Range: {Start: 0, End: 9, Interval: 1}}',
    'day is DATE, and BigQuery partitions by a single INTEGER',
  ],
])('%s is no partitioning', (more, error) => {
  expect(errorsOf(FIELDS, `  ${more}\n`)).toEqual([expect.stringContaining(error)]);
});
