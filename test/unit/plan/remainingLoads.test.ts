import { describe, expect, it } from 'vitest';
import type { Step } from '../../../functions/src/model/process.ts';
import { remainingLoads } from '../../../functions/src/plan/remainingLoads.ts';

const sources = Array.from({ length: 4 }, (_, index) => ({
  bucket: 'in',
  name: `${index}.json`,
  generation: '1',
  size: 1,
  created: '2026-01-31T00:00:00Z',
}));
const plan = { sources };

const step = (number: number, more: Partial<Step>): Step => ({
  step: number,
  action: 'load',
  path: `Load[${number - 1}]`,
  state: 'failed',
  ended: new Date(0),
  ...more,
});

const halves = [
  { from: 0, to: 2, round: 1 },
  { from: 2, to: 4, round: 1 },
];

describe('what remains to be loaded', () => {
  it('is what comes instead of a failed load, then the rest, then what is loaded last', () => {
    const steps = [
      step(1, { next: { loads: halves, removed: [] } }),
      step(2, { next: { loads: [], later: [{ from: 0, to: 1, round: 1 }], removed: [1] } }),
    ];
    const { queue, removed, settled, history } = remainingLoads({ plan, steps });
    expect(queue).toEqual([halves[1], { from: 0, to: 1, round: 1 }]);
    expect([...removed]).toEqual([1]);
    expect(settled).toBe(2);
    expect(history.map(({ load: { from, to } }) => [from, to])).toEqual([
      [0, 4],
      [0, 2],
    ]);
  });

  it('holds no load twice where all files of one before it were overwritten', () => {
    const steps = [step(1, { next: { loads: halves, removed: [] } }), step(2, { state: 'done' })];
    const { queue, history } = remainingLoads({ plan, steps, superseded: [0, 1] });
    expect(queue).toEqual([]);
    expect(history.at(-1)).toMatchObject({ load: halves[1], state: 'done' });
  });

  it('holds no load of which others have all the files', () => {
    const steps = [step(1, { next: { loads: [{ from: 0, to: 2, round: 1, without: [0, 1] }], removed: [] } })];
    expect(remainingLoads({ plan, steps }).queue).toEqual([]);
  });
});
