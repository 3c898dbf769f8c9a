import { describe, expect, it } from 'vitest';
import { digestsOf, digestText } from '../../../functions/src/digest/digest.ts';
import type { Told } from '../../../functions/src/journal/toldStore.ts';
import type { ReportedProblem } from '../../../functions/src/monitor/model/report.ts';

const problem = (fields: Partial<ReportedProblem> = {}): ReportedProblem => ({
  ...{ kind: 'failed', status: 'error', subject: 'shop.orders', sentence: '1 process failed', count: 1 },
  ...{ todo: 'mend the cause', commands: ['npm run bqtail -- replay failed'] },
  ...fields,
});

const minute = (n: number): Date => new Date(Date.UTC(2026, 2, 2, 12, n));

/** What is told when the problems of each look are found, so many minutes after the first. */
function looks(...found: [number, ReportedProblem[]][]): string[][] {
  let told: readonly Told[] = [];
  return found.map(([at, problems]) => {
    const answer = digestsOf(problems, told, minute(at));
    told = answer.told;
    return answer.digests.flatMap(({ subject, news, recovered }) => [
      ...news.map(({ kind, count }) => `${subject} ${kind} ${count}`),
      ...recovered.map(({ kind }) => `${subject} ok ${kind}`),
    ]);
  });
}

describe('operators', () => {
  it('are told of a problem once, and that it is over', () => {
    expect(looks([0, [problem()]], [5, [problem()]], [20, [problem()]], [25, []], [30, []])).toEqual([
      ['shop.orders failed 1'],
      [],
      [],
      ['shop.orders ok failed'],
      [],
    ]);
  });

  it('are told again where it has become more, and not where it has become less', () => {
    const of = (count: number) => [problem({ count })];
    expect(looks([0, of(2)], [10, of(1)], [20, of(5)])).toEqual([
      ['shop.orders failed 2'],
      [],
      ['shop.orders failed 5'],
    ]);
  });

  it('get one digest of a subject in ten minutes, of all that is new by then', () => {
    const late = problem({ kind: 'late', status: 'late' });
    expect(looks([0, [problem()]], [5, [problem(), late]], [10, [problem(), late]])).toEqual([
      ['shop.orders failed 1'],
      [],
      ['shop.orders late 1'],
    ]);
  });

  it('hear nothing of what came and went in between', () => {
    const late = problem({ kind: 'late', status: 'late' });
    expect(looks([0, [problem()]], [5, [problem(), late]], [10, [problem()]])).toEqual([
      ['shop.orders failed 1'],
      [],
      [],
    ]);
  });

  it('are told of each subject apart, at the same time', () => {
    expect(looks([0, [problem(), problem({ subject: 'shop.sales' }), problem({ kind: 'hold' })]])).toEqual([
      ['shop.orders failed 1', 'shop.orders hold 1', 'shop.sales failed 1'],
    ]);
  });

  it('are not told of what needs nobody', () => {
    expect(looks([0, [problem({ status: 'ok', kind: 'refused' })]])).toEqual([[]]);
  });
});

it('the text of a digest says what is wrong, what to do, and what is right again', () => {
  const recovered = [{ kind: 'late', status: 'late', sentence: 'shop.orders got its last rows 3 h ago', count: 1 }];
  expect(digestText({ subject: 'shop.orders', news: [problem()], recovered }, 'acme')).toBe(
    [
      'shop.orders (acme)',
      'error: 1 process failed',
      '  to do: mend the cause',
      '    npm run bqtail -- replay failed',
      'ok again: shop.orders got its last rows 3 h ago',
    ].join('\n'),
  );
});
