import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closed, parenthesized } from '../../../../functions/src/plan/move/parenthesized.ts';
import { columnSql, quoted, tableSql, typeSql } from '../../../../functions/src/plan/move/quote.ts';
import { anyText } from '../../../support/anyText.ts';
import { quotedNames } from '../../../support/quotedNames.ts';
import { columns, name } from './specs.ts';

/** What GoogleSQL reads between two backticks. */
function readBack(sql: string): string | undefined {
  const { names, rest } = quotedNames(sql);
  return names.length === 1 && rest === '' ? names[0] : undefined;
}

describe('a name within backticks', () => {
  it.each(['a', 'select', 'order by', 'größe', 'a-b', '`', '\\', '\\`', 'a`; DROP TABLE x; --', "it's", 'a\nb'])(
    '%j is read as it is',
    (text) => {
      expect(readBack(quoted(text))).toBe(text);
    },
  );

  it('is read as it is, whatever it holds', () => {
    fc.assert(
      fc.property(anyText({ minLength: 1 }), (text) => {
        expect(readBack(quoted(text))).toBe(text);
      }),
    );
  });
});

it('a path is quoted part by part, and a table without its partition', () => {
  expect(columnSql('t', ['info', 'a.b'])).toBe('`t`.`info`.`a.b`');
  expect(tableSql(name('t$20260131'))).toBe('`p`.`d`.`t`');
  expect(tableSql({ projectId: 'example.com:p', datasetId: 'd', tableId: 'a b' })).toBe('`example.com:p`.`d`.`a b`');
});

it.each([
  ['a:INTEGER', 'INT64'],
  ['a:STRING:REPEATED', 'ARRAY<STRING>'],
  ['a:FLOAT', 'FLOAT64'],
  ['a:BOOLEAN', 'BOOL'],
  ['a:BIGNUMERIC', 'BIGNUMERIC'],
])('the type of %s is %s', (column, type) => {
  expect(columns(column).map(typeSql)).toEqual([type]);
});

it('the type of a record names its fields', () => {
  const fields = columns('a:INTEGER order:STRING:REPEATED');
  expect(typeSql({ name: 'r', type: 'RECORD', fields })).toBe('STRUCT<`a` INT64, `order` ARRAY<STRING>>');
  expect(typeSql({ name: 'r', type: 'STRUCT', mode: 'REPEATED', fields: columns('a') })).toBe(
    'ARRAY<STRUCT<`a` STRING>>',
  );
});

it('the type of a range names that of its elements', () => {
  expect(typeSql({ name: 'r', type: 'RANGE', rangeElementType: { type: 'DATE' } })).toBe('RANGE<DATE>');
});

it.each([
  ['a = 1', '(a = 1)'],
  ['a = 1 -- why', '(a = 1 -- why\n)'],
  ['a = 1 # why', '(a = 1 # why\n)'],
])('%j becomes one expression: a comment swallows nothing', (sql, expected) => {
  expect(parenthesized(sql)).toBe(expected);
  expect(`(${closed(sql)})`).toBe(expected);
});
