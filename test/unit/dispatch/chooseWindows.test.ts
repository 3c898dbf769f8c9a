import { describe, expect, it } from 'vitest';
import { type Choice, chooseWindows } from '../../../functions/src/dispatch/chooseWindows.ts';

const NOW = new Date('2026-01-31T12:00:00Z');

/** A window that has been due for so many seconds. */
const dueFor = (seconds: number, ...projects: string[]) => ({
  name: `${seconds}`,
  generation: '1',
  due: new Date(NOW.getTime() - seconds * 1000),
  projects,
});

const names = ({ go, wait }: Choice) => ({
  go: go.map(({ window }) => window.name),
  wait: wait.map(({ window }) => window.name),
});

describe('windows', () => {
  it('go when they are due, the longest due first, and the others say when they will be', () => {
    const windows = [dueFor(-20, 'p'), dueFor(0, 'p'), dueFor(30, 'p'), dueFor(-7, 'p')];
    const choice = chooseWindows(windows, { now: NOW, loadJobs: { p: 1000 }, maxConcurrentLoad: 0 });
    expect(names(choice)).toEqual({ go: ['30', '0'], wait: [] });
    expect(choice.nextDue).toEqual(new Date(NOW.getTime() + 7000));
  });

  it('wait while as many load jobs run in their project as may; each that goes is one more', () => {
    const windows = [dueFor(1, 'p'), dueFor(2, 'p'), dueFor(3, 'p'), dueFor(4, 'q')];
    const choice = chooseWindows(windows, { now: NOW, loadJobs: { p: 3 }, maxConcurrentLoad: 5 });
    expect(names(choice)).toEqual({ go: ['4', '3', '2'], wait: ['1'] });
    expect(choice.nextDue).toBeUndefined();
  });

  it('go where any project that may run their job has room', () => {
    const windows = [dueFor(1, 'p', 'q'), dueFor(2, 'p', 'q'), dueFor(3, 'p')];
    const choice = chooseWindows(windows, { now: NOW, loadJobs: { p: 2, q: 1 }, maxConcurrentLoad: 2 });
    expect(names(choice)).toEqual({ go: ['2'], wait: ['3', '1'] });
    expect(choice.go[0]?.projectId).toBe('q');
  });
});
