import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heldUntil } from '../../../functions/src/bigquery/limitHold.ts';
import { failureOf, jobFailure } from '../../../functions/src/failure/failureOf.ts';

const MINUTE = 60_000;
const usedUp = jobFailure({ reason: 'quotaExceeded', message: 'Quota exceeded: Your table exceeded quota' }, []);
const custom = jobFailure({ reason: 'quotaExceeded', message: 'Custom quota exceeded: QueryUsagePerDay' }, [], 'query');

const at = (time: string, refusals = 1, failure = usedUp): string | undefined =>
  heldUntil(failure, { now: new Date(time), refusals })?.toISOString();

describe('a destination whose quota is used up', () => {
  it.each([
    [1, '2026-01-31T12:10:00.000Z'],
    [2, '2026-01-31T12:20:00.000Z'],
    [3, '2026-01-31T12:40:00.000Z'],
    [4, '2026-01-31T13:00:00.000Z'],
    [40, '2026-01-31T13:00:00.000Z'],
  ])('is held after %i refusals in a row until %s', (refusals, until) => {
    expect(at('2026-01-31T12:00:00Z', refusals)).toBe(until);
  });

  it.each([
    ['in winter', '2026-01-31T12:00:00Z', '2026-02-01T08:00:00.000Z'],
    ['in summer', '2026-07-31T12:00:00Z', '2026-08-01T07:00:00.000Z'],
    ['just before', '2026-01-31T07:59:59.999Z', '2026-01-31T08:00:00.000Z'],
    ['at midnight', '2026-01-31T08:00:00Z', '2026-02-01T08:00:00.000Z'],
    ['early on the day of 23 hours', '2026-03-08T08:30:00Z', '2026-03-09T07:00:00.000Z'],
    ['late on the day of 23 hours', '2026-03-08T20:00:00Z', '2026-03-09T07:00:00.000Z'],
    ['early on the day of 25 hours', '2026-11-01T07:30:00Z', '2026-11-02T08:00:00.000Z'],
    ['late on the day of 25 hours', '2026-11-01T20:00:00Z', '2026-11-02T08:00:00.000Z'],
  ])('is held until midnight US Pacific at the latest: %s', (_when, now, midnight) => {
    expect(Date.parse(at(now, 40) ?? '')).toBeLessThanOrEqual(Date.parse(midnight));
    expect(at(now, 1, custom)).toBe(midnight);
  });

  it('is held for some time, and for no longer than a day', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }),
        fc.integer({ min: 1, max: 100 }),
        (now, refusals) => {
          for (const failure of [usedUp, custom]) {
            const hold = (heldUntil(failure, { now, refusals })?.getTime() ?? 0) - now.getTime();
            expect(hold).toBeGreaterThan(0);
            expect(hold).toBeLessThanOrEqual(25 * 60 * MINUTE);
          }
        },
      ),
    );
  });
});

const NOW = '2026-01-31T12:00:00Z';

describe('a rate', () => {
  it.each([
    ['rateLimitExceeded', 'Exceeded rate limits'],
    ['jobRateLimitExceeded', 'Exceeded rate limits: too many table update operations for this table'],
    ['quotaExceeded', "Quota exceeded for limit 'Query requests per minute'"],
    ['resourcesExceeded', 'Too many DML statements outstanding against table p:d.t, limit is 20.'],
  ])(
    'that was exceeded is held for ten seconds, then twice as long, ten minutes at most: %s, %s',
    (reason, message) => {
      const failure = jobFailure({ reason, message }, [], 'query');
      expect(failure.kind).toBe('transient');
      expect(at(NOW, 1, failure)).toBe('2026-01-31T12:00:10.000Z');
      expect(at(NOW, 3, failure)).toBe('2026-01-31T12:00:40.000Z');
      expect(at(NOW, 30, failure)).toBe('2026-01-31T12:10:00.000Z');
    },
  );
});

it('a BigQuery that does not answer is held, too', () => {
  const failure = failureOf(Object.assign(new Error('Service Unavailable'), { code: 503 }), 'asking', 'bigquery');
  expect(at(NOW, 2, failure)).toBe('2026-01-31T12:00:20.000Z');
});

it.each([
  ['what does not pass', jobFailure({ reason: 'accessDenied', message: 'Access Denied' }, [], 'query')],
  ['another service', failureOf(Object.assign(new Error('unavailable'), { code: 14 }), 'asking')],
])('nothing is held for %s', (_, failure) => {
  expect(at(NOW, 1, failure)).toBeUndefined();
});
