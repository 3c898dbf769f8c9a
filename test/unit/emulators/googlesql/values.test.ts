import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, decimalText, integerOf } from '../../../../emulators/bigquery/evaluation/bytes.ts';
import {
  packDatetime,
  packTime,
  unpackDatetime,
  unpackTime,
} from '../../../../emulators/bigquery/evaluation/civilTime.ts';
import { fromValue } from '../../../../emulators/bigquery/evaluation/fromValue.ts';
import { intervalText } from '../../../../emulators/bigquery/evaluation/interval.ts';
import { toValue } from '../../../../emulators/bigquery/evaluation/toValue.ts';
import { fieldOf, typeOf } from '../../../../emulators/bigquery/evaluation/typeProto.ts';
import type { Field, FieldType } from '../../../../emulators/bigquery/schema/field.ts';

const LEAST = -62_135_596_800_000_000n;
const GREATEST = 253_402_300_799_999_999n;
const field = (type: FieldType, more: Partial<Field> = {}): Field => ({ name: 'f', type, mode: 'NULLABLE', ...more });

describe('values on their way to GoogleSQL and back', () => {
  it('integers of decimals', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(2n ** 127n), max: 2n ** 127n - 1n }),
        (value) => integerOf(bytesOf(value)) === value,
      ),
    );
    expect([...bytesOf(0n)]).toEqual([0]);
    expect([...bytesOf(128n)]).toEqual([128, 0]);
    expect(decimalText(-1_500_000_000n, 9)).toBe('-1.5');
    expect(decimalText(7n, 9)).toBe('0.000000007');
  });

  it('dates with times, from year 1 to year 9999', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: LEAST, max: GREATEST }), (micros) => {
        const { seconds, nanos } = packDatetime(micros);
        return unpackDatetime(seconds, nanos) === micros;
      }),
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 86_399_999_999n }), (micros) => unpackTime(packTime(micros)) === micros),
    );
  });

  it.each<[string, Field, DuckDBValue]>([
    ['INTEGER', field('INTEGER'), 9_007_199_254_740_993n],
    ['FLOAT', field('FLOAT'), Number.NaN],
    ['BOOLEAN', field('BOOLEAN'), false],
    ['STRING', field('STRING'), ''],
    ['JSON', field('JSON'), '{"a":1}'],
    ['BYTES', field('BYTES'), new DuckDBBlobValue(Uint8Array.from([0, 255]))],
    ['NUMERIC', field('NUMERIC'), new DuckDBDecimalValue(-1n, 38, 9)],
    ['BIGNUMERIC', field('BIGNUMERIC'), new DuckDBDecimalValue(10n ** 37n, 38, 18)],
    ['DATE', field('DATE'), new DuckDBDateValue(-719_162)],
    ['TIME', field('TIME'), new DuckDBTimeValue(86_399_999_999n)],
    ['DATETIME', field('DATETIME'), new DuckDBTimestampValue(LEAST)],
    ['TIMESTAMP', field('TIMESTAMP'), new DuckDBTimestampTZValue(-1n)],
    ['a list', field('INTEGER', { mode: 'REPEATED' }), new DuckDBListValue([1n, null])],
    [
      'a record',
      field('RECORD', {
        fields: [
          { ...field('STRING'), name: 'a' },
          { ...field('DATE'), name: 'b' },
        ],
      }),
      new DuckDBStructValue({ a: 'x', b: null }),
    ],
    ['NULL', field('STRING'), null],
  ])('%s', (_name, column, value) => {
    expect(fromValue(column, toValue(column, value))).toEqual(value);
    expect(fieldOf('f', typeOf(column))).toEqual(column);
  });

  it('a repeated column is never NULL', () => {
    const column = field('INTEGER', { mode: 'REPEATED' });
    expect(toValue(column, null)).toEqual({ arrayValue: { element: [] } });
    expect(toValue(column, null, true)).toEqual({});
  });

  it('BIGNUMERIC keeps all digits as text, and is refused where a column would lose some', () => {
    const value = { bignumericValue: bytesOf(1n) };
    expect(fromValue(field('BIGNUMERIC', { isText: true }), value)).toBe(`0.${'1'.padStart(38, '0')}`);
    expect(() => fromValue(field('BIGNUMERIC'), value)).toThrow('not supported by the local BigQuery stub: BIGNUMERIC');
  });

  it('INTERVAL', () => {
    const bytes = new DataView(new ArrayBuffer(16));
    bytes.setBigInt64(0, -1_500_000n, true);
    bytes.setInt32(8, -3, true);
    bytes.setUint32(12, 14 << 13, true);
    expect(intervalText(new Uint8Array(bytes.buffer))).toBe('1-2 -3 -0:0:1.500');
  });
});
