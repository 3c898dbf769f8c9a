import { counted } from '../../src/common/counted.ts';
import { lasting } from '../../src/monitor/model/inWords.ts';
import type { Report, ReportedProblem, ReportedTable } from '../../src/monitor/model/report.ts';
import { columnsText } from '../text/columns.ts';

/** The report for people, the worst first. */
export function monitorText(report: Report): string {
  const { status, project, triggerBucket, at, problems, tables, rules, backlog, dispatch, holds } = report;
  const { lastSweep, silentSec = 0 } = dispatch;
  return [
    `${status}: bqtail of ${triggerBucket} in ${project}, at ${at}`,
    ...problems.map(problemText),
    ...(tables.length > 0 ? [tablesText(tables)] : []),
    [
      `in flight: ${counted(backlog.jobs, 'job')}, ${backlog.waiting} waiting, ${counted(backlog.windows, 'open window')}, ${backlog.windowsDue} due`,
      ...(backlog.oldestFile === undefined ? [] : [`oldest file not loaded: ${backlog.oldestFile}`]),
      ...holds.map(
        ({ key, until, refusals }) => `on hold: ${key} until ${until}, after ${counted(refusals, 'refusal')}`,
      ),
      `rules: ${rules.enabled} in force, ${rules.disabled} disabled`,
      ...rules.problems.map(({ severity, place, message }) => `  ${severity} ${place} ${message}`),
      `dispatch: ${lastSweep === undefined ? 'has never run' : `last sweep ${lasting(silentSec * 1000)} before`}`,
    ].join('\n'),
  ].join('\n\n');
}

const problemText = ({ status, sentence, todo, commands }: ReportedProblem): string =>
  [
    `${status === 'ok' ? 'note' : status}  ${sentence}`,
    `  ${todo}`,
    ...commands.map((command) => `    ${command}`),
  ].join('\n');

function tablesText(tables: readonly ReportedTable[]): string {
  const head = ['TABLE', 'STATUS', 'RUNNING', 'STALLED', 'WAITING', 'WINDOWS', 'FILES', 'ROWS', 'FAILED', 'MEDIAN LAG'];
  const rows = tables.map(({ table, status, running, stalled, waiting, scheduled, day }) => [
    ...[table, status, ...[running, stalled, waiting, scheduled].map(String)],
    ...[day?.files, day?.rows, day?.failed].map((number) => number?.toLocaleString('en') ?? ''),
    day?.medianLagSec === undefined ? '' : lasting(day.medianLagSec * 1000),
  ]);
  return columnsText(head, rows, head.slice(2));
}
