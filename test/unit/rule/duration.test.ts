import { expect, test } from 'vitest';
import { durationMs } from '../../../functions/src/rule/duration.ts';

test.each([
  ['90min', 5_400_000],
  ['1hour', 3_600_000],
  ['2hours', 7_200_000],
  ['2 Hours', 7_200_000],
  ['3days', 259_200_000],
  ['1week', 604_800_000],
  ['1month', 2_592_000_000],
  ['2months', 5_184_000_000],
  ['1year', 31_536_000_000],
  ['45s', 45_000],
  ['45secs', 45_000],
])('%s is %i ms', (text, ms) => {
  expect(durationMs(text)).toBe(ms);
});

test.each(['', '3', 'days', '0days', '-1day', '1.5h', '3 fortnights', '1month 2days', '1constructor'])(
  '%j is none',
  (text) => {
    expect(() => durationMs(text)).toThrow(`${JSON.stringify(text)} is no duration: write a whole number and`);
  },
);
