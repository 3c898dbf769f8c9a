import { expect, it } from 'vitest';
import { monitorText } from '../../../../functions/cli/monitor/monitorText.ts';
import { reportOf, troubledReport } from '../../monitor/reports.ts';
import { ago, failure, hourEntry, processEntry } from '../../monitor/seen.ts';

it('tells a report in lines: problems with their commands, then tables in columns, then the rest', () => {
  const report = reportOf({
    failed: [processEntry({ status: 'failed', error: failure('no dataset'), ended: ago(1) })],
    running: [processEntry({ destination: 'shop.sales' })],
    hours: [hourEntry({ table: 'shop.sales', rows: 12_345 })],
  });
  expect(monitorText(report)).toBe(`error: bqtail of landing in demo-bqtail, at 2026-03-02T12:00:00.000Z

error  1 process of shop.orders failed, with 3 files not loaded; the last: no dataset
  mend the cause, then replay the processes
    npm run bqtail -- status 7
    npm run bqtail -- replay failed --table shop.orders

TABLE        STATUS  RUNNING  STALLED  WAITING  WINDOWS  FILES    ROWS  FAILED  MEDIAN LAG
shop.orders  error         0        0        0        0      0       0       0
shop.sales   ok            1        0        0        0      5  12,345       0         1 s

in flight: 0 jobs, 0 waiting, 0 open windows, 0 due
oldest file not loaded: 2026-03-02T11:58:00.000Z
rules: 0 in force, 0 disabled
dispatch: last sweep 60 s before`);
});

it('leaves out no problem and no command', () => {
  const report = troubledReport();
  const lines = monitorText(report)
    .split('\n')
    .map((line) => line.trim());
  expect(lines).toEqual(expect.arrayContaining(report.problems.flatMap(({ commands }) => commands)));
  expect(lines).toContain('note  the task files could not be read: the ops bucket does not answer');
  expect(lines).toContain('on hold: table:shop.sales until 2026-03-02T12:10:00.000Z, after 3 refusals');
});
