import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { FunctionLogEntry } from '../../../emulators/world/functionLog.ts';
import { createAbout, isWorthShowing } from '../../../emulators/world/printFunctionLines.ts';
import { tailLine } from '../../../functions/src/runtime/logLines.ts';

const FILE = { bucket: 'landing', name: 'data/a.json', generation: '1', size: 1, created: '2026-01-01T00:00:00Z' };
const TIMES = { platformEventId: '1', started: new Date(0), ended: new Date(5) };

const lineOf = (name: string, answer: object): FunctionLogEntry =>
  tailLine({ status: 'ok', eventId: '7', message: 'done', ...answer } as Parameters<typeof tailLine>[0], {
    file: { ...FILE, name },
    ...TIMES,
  }) as FunctionLogEntry;

describe('a line of the log, in the local world', () => {
  it('names the file that it is about, of a follow-up the file of the process', () => {
    const about = createAbout();
    const lines = [
      lineOf('data/a.json', { destTable: 'shop.orders' }),
      lineOf('_bqtail_/job.json', { destTable: 'shop.orders' }),
      lineOf('data/b.json', { eventId: '8', status: 'noMatch' }),
      lineOf('_bqtail_/other.json', { eventId: '9', destTable: 'shop.orders' }),
    ];
    expect(lines.map((line) => stripVTControlCharacters(about(line)))).toEqual([
      'ok shop.orders done, 5 ms  gs://landing/data/a.json',
      'ok shop.orders done, 5 ms  gs://landing/data/a.json',
      'noMatch gs://landing/data/b.json done, 5 ms',
      'ok shop.orders done, 5 ms',
    ]);
  });

  it.each([
    [false, 'of a run of dispatch that had nothing to do', { severity: 'INFO', touched: 0, projects: {} }],
    [true, 'of a run of dispatch that moved something', { severity: 'INFO', touched: 1, projects: {} }],
    [false, 'of advice on the example rule', { severity: 'NOTICE', rule: 'rules/example/case002.yaml' }],
    [true, 'of advice on a rule of the user', { severity: 'NOTICE', rule: 'rules/my.yaml' }],
    [true, 'of an error in the example rule', { severity: 'ERROR', rule: 'rules/example/case002.yaml' }],
  ])('is shown (%s) where it is one %s', (isShown, _, entry) => {
    expect(isWorthShowing({ message: 'x', ...entry })).toBe(isShown);
  });
});
