import { describe, expect, it } from 'vitest';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import type { TailAnswer } from '../../../functions/src/model/tailAnswer.ts';
import {
  dispatchFailedLine,
  retryLine,
  ruleLine,
  type TailFacts,
  tailLine,
} from '../../../functions/src/runtime/logLines.ts';
import { documentedFilter, matches } from '../../support/logFilter.ts';

const LABELS = 'logging.googleapis.com/labels';
const PROCESS = '4611686018427387904';

const fileNamed = (name: string): SourceFile => ({
  bucket: 'my-landing-bucket',
  name,
  generation: '1',
  size: 10,
  created: '2026-01-31T00:00:00.000Z',
});
const FILE = fileNamed('data/orders/1.json');

const facts = (file: SourceFile = FILE): TailFacts => ({
  file,
  platformEventId: 'platform',
  started: new Date('2026-01-31T00:01:00Z'),
  ended: new Date('2026-01-31T00:01:02Z'),
});

const about = { eventId: PROCESS, process: PROCESS, rule: 'rules/orders.yaml', destTable: 'shop.orders$20260131' };
const summary = { filesLoaded: 10, filesSetAside: 2, rows: 1234, bytes: 5678, lagMs: 62_000 };

const ANSWERS: Record<string, TailAnswer> = {
  joined: { ...about, eventId: '7', status: 'batched', message: 'joined, until 2026-01-31T00:05:00.000Z' },
  waiting: { ...about, status: 'waiting', message: 'BigQuery does not answer', severity: 'WARNING', waits: 3 },
  done: { ...about, status: 'ok', message: 'done, 10 of 12 files, 2 set aside, 1234 rows', files: 12, summary },
  failed: {
    ...about,
    status: 'error',
    message: 'failed',
    error: { kind: 'permanent', reason: 'accessDenied', message: 'Access Denied' },
    summary: { ...summary, filesLoaded: 0, filesSetAside: 0, rows: 0 },
  },
};
const line = (name: string): Record<string, unknown> => tailLine(ANSWERS[name] as TailAnswer, facts());

describe('a line', () => {
  it.each(Object.keys(ANSWERS))('%s is labelled with its process, rule, and table without the partition', (name) => {
    expect(line(name)[LABELS]).toMatchObject({ process: PROCESS, rule: 'rules/orders.yaml', destTable: 'shop.orders' });
  });

  it('of a file that joined a window leads to the process that will load it', () => {
    expect(line('joined')[LABELS]).toMatchObject({ eventId: '7', process: PROCESS });
  });

  it('of a file that joined a window in the usual time takes at most 300 bytes: there are a million of them', () => {
    const [started, file] = [new Date(), fileNamed('data/orders/2026/01/31/part-00042-of-01000.json')];
    const eventId = eventIdOf(file);
    const told = { file, platformEventId: '12345678901234567', started, ended: new Date(started.getTime() + 50) };
    const joined = { ...(ANSWERS['joined'] as TailAnswer), eventId };
    expect(JSON.stringify(tailLine(joined, told)).length).toBeLessThanOrEqual(300);
    // One that took long, and the first of a window, say how long and until when.
    const message = expect.stringContaining('joined, until');
    expect(tailLine(joined, facts())).toMatchObject({ message, durationMs: 2_000 });
    expect(tailLine({ ...joined, process: eventId }, told)).toMatchObject({ message, durationMs: 50 });
  });

  it('that ends a process is its summary, in numbers', () => {
    expect(line('done')).toMatchObject({ ...summary, severity: 'INFO' });
    expect(line('waiting')).not.toHaveProperty('rows');
  });

  it('of a delivery that is thrown back is labelled, too', () => {
    expect(retryLine(new Error('503'), facts())).toMatchObject({
      severity: 'WARNING',
      [LABELS]: { eventId: eventIdOf(FILE) },
    });
    const task = fileNamed(`_bqtail_/shop.orders--load_00001_async--${PROCESS}_0--dispatch.json`);
    expect(retryLine(new Error('503'), facts(task))).toMatchObject({ [LABELS]: { eventId: expect.any(String) } });
  });

  it('that is a final error is one for Error Reporting, grouped by rule and reason; no other is', () => {
    const type = expect.stringContaining('ReportedErrorEvent');
    expect(line('failed')).toMatchObject({
      '@type': type,
      context: { reportLocation: { functionName: 'rules/orders.yaml accessDenied' } },
    });
    expect(dispatchFailedLine(new Error('no'))).toMatchObject({ '@type': type });
    for (const name of ['joined', 'waiting', 'done']) expect(line(name)).not.toHaveProperty('@type');
  });
});

/** What the documented filters find, of the lines of a bucket's day. */
describe('the filters of functions/OPERATIONS.md', () => {
  const found = (filter: string): string[] => Object.keys(ANSWERS).filter((name) => matches(filter, line(name)));

  it.each([
    ['jsonPayload.sourceUrl=', ['joined', 'waiting', 'done', 'failed']],
    ['labels.process=', ['joined', 'waiting', 'done', 'failed']],
    ['labels.destTable=', ['waiting', 'failed']],
    ['jsonPayload.status="waiting"', ['waiting']],
    ['labels.rule=', ['joined', 'waiting', 'done', 'failed']],
    ['jsonPayload.rows>0', ['done']],
    ['jsonPayload.cycles>0', []],
    ['jsonPayload.filesSetAside>0', ['done']],
  ])('%s', (start, expected) => {
    expect(found(documentedFilter(start))).toEqual(expected);
  });
});

it('of a rule, an error is one in the log, and a warning, by which nothing has gone wrong yet, is a notice', () => {
  const problem = { file: 'rules/orders.yaml', line: 3, column: 1, field: 'Dest', message: 'no' };
  expect(ruleLine({ ...problem, severity: 'error' })).toMatchObject({ severity: 'ERROR' });
  expect(ruleLine({ ...problem, severity: 'warning' })).toMatchObject({
    severity: 'NOTICE',
    message: 'rule rules/orders.yaml:3:1 no',
  });
});
