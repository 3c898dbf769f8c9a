import { describe, expect, test } from 'vitest';
import { RuleError } from '../../../functions/src/rule/ruleError.ts';
import { expandSql } from '../../../functions/src/rule/sqlSafety.ts';

const FILE = { bucket: 'b', name: 'x/y', created: new Date(0) };

describe('a value from a path goes into SQL', () => {
  test.each(['orders', '2026-01-31', 'a_b.c:d/e=f+g-h i', 'Zürich', '', '007'])('as %j', (Value) => {
    expect(expandSql("SELECT '$Value' AS v", { Value }, FILE)).toBe(`SELECT '${Value}' AS v`);
  });

  test.each([
    ['SELECT $Value', '0 OR TRUE'],
    ['SELECT $Value', 'id'],
    ['SELECT $Value', '1 --'],
    ["SELECT 'x', $Value", 'a'],
    ['SELECT "it\\"s", $Value', 'a'],
    ["SELECT '''it's''', $Value", 'a'],
    ["SELECT 1 -- it's\n+ $Value", '1 UNION ALL SELECT secret FROM d.y'],
    ["SELECT 1 # it's\n+ $Value", 'a b'],
    ["SELECT 1 /* it's */ + $Value", 'a b'],
    ["SELECT 'a--b', $Value", 'a b'],
    ['SELECT 1 -$Value', '-1'],
    ['SELECT * FROM d.t_$Value', 'a, x.y'],
    ['SELECT * FROM d.t_$Value', 'a x'],
    ['SELECT * FROM d.t_$Value', 'a-b'],
    ['SELECT * FROM $DestTable', 'd.t CROSS JOIN x'],
    ['SELECT * FROM $DestTable', 'd.t--'],
  ])('outside of quotes never so that %s changes its meaning by %j', (sql, Value) => {
    expect(() => expandSql(sql, { Value, DestTable: Value }, FILE)).toThrow(RuleError);
  });

  test.each([
    ['SELECT $Value', '-12.5', 'SELECT -12.5'],
    ['SELECT * FROM d.t_$Value', '2026_a', 'SELECT * FROM d.t_2026_a'],
    ["SELECT 1 -- it's $Value\n, 2", 'a b', "SELECT 1 -- it's a b\n, 2"],
    ["SELECT '--', '$Value'", 'a b', "SELECT '--', 'a b'"],
    ['SELECT $Value$Value', '12', 'SELECT 1212'],
    ["SELECT 'it''s $Value'", 'a b', "SELECT 'it''s a b'"],
    ['SELECT """a "b" $Value"""', 'c d', 'SELECT """a "b" c d"""'],
    ['SELECT * FROM `$DestTable`', 'd.a b', 'SELECT * FROM `d.a b`'],
  ])('%s as %j', (sql, Value, expanded) => {
    expect(expandSql(sql, { Value, DestTable: Value }, FILE)).toBe(expanded);
  });

  test('by a parameter that is called as one of the file’s own variables', () => {
    expect(expandSql("'$Date'", { Date: "x' || secret || '" }, FILE)).toBe("'x\\' || secret || \\''");
    expect(expandSql("'$Date' $Hour", { Date: '20260131', Hour: '07' }, FILE)).toBe("'20260131' 07");
  });

  test('by a group, a parameter within braces, or a key just as well', () => {
    expect(() => expandSql('$1', { '1': "'" }, FILE)).toThrow('of $1,');
    expect(() => expandSql(`$${'{P}'}`, { P: "'" }, FILE)).toThrow('of $P,');
    expect(() => expandSql('$Data.key', { Data: { key: "'" } }, FILE)).toThrow('of $Data,');
    expect(() => expandSql('$SourceURI', { SourceURI: "gs://b/'" }, FILE)).toThrow('of $SourceURI,');
  });

  test('a bad value that the SQL does not use does no harm', () => {
    expect(expandSql('SELECT $EventID', { EventID: '17', Value: "'" }, FILE)).toBe('SELECT 17');
  });

  test('what bqtail makes itself is not looked at', () => {
    expect(expandSql('FROM `$DestTable`', { DestTable: 'd.t$20260131' }, FILE)).toBe('FROM `d.t$20260131`');
  });

  test('an unknown variable stays as it is written', () => {
    expect(expandSql("r'^a$' || $Nobody", {}, FILE)).toBe("r'^a$' || $Nobody");
  });
});
