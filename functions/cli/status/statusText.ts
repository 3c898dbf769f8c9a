import type { Step } from '../../src/model/process.ts';
import { commandsFor } from '../../src/monitor/commands.ts';
import type { ProcessTrail, Status } from './trail.ts';
import { waitText } from './waitText.ts';

/** The trail for people. */
export function statusText(status: Status, projectId: string): string {
  const { what, subject, isKnown, versions, processes } = status;
  if (!isKnown) {
    const unknown = `${subject}: bqtail does not know it; its event has not come yet, or its trail has expired`;
    if (what === 'process') return unknown;
    return `${unknown}. To see whether a rule takes it: ${commandsFor(projectId)('explain', subject)}`;
  }
  const head = versions.map((version) => {
    const {
      generation,
      size,
      status: state,
      received,
      committed,
      eventId,
      inWindow,
      rowsLoaded,
      error,
      quarantinedTo,
    } = version;
    const facts = [
      `${subject} generation ${generation}, ${size} bytes, ${state}, event ID ${eventId}, received ${received.toISOString()}`,
      ...(committed === undefined ? [] : [`  loaded ${committed.toISOString()}`]),
      ...(rowsLoaded === undefined ? [] : [`  rows ${rowsLoaded}${badRows(version)}`]),
      ...(inWindow
        ? [
            `  in window ${inWindow.id}, ${inWindow.state}, which ends at ${inWindow.end.toISOString()}; process ${inWindow.process}`,
          ]
        : []),
      ...(error ? [`  ${NO_FAULT.has(state) ? 'note:' : 'error'} ${error}`] : []),
      ...(quarantinedTo ? [`  now ${quarantinedTo}`] : []),
    ];
    return facts.join('\n');
  });
  return [...head, ...processes.map(inDetail)].join('\n\n');
}

/** What became of versions without anybody's fault. */
const NO_FAULT = new Set(['superseded', 'expired']);

const badRows = ({ rowsLoaded = 0, rowsParsed = rowsLoaded }: Status['versions'][number]): string =>
  rowsParsed > rowsLoaded ? ` of ${rowsParsed}, the others were bad (MaxBadRecords)` : '';

function inDetail(trail: ProcessTrail): string {
  const { eventId, status, destination, rule, files, sources, steps, notes, waits, waiting, awaits } = trail;
  const { started, ended, error, filesInWords, notLoaded } = trail;
  const more = files > sources.length ? [`    and ${files - sources.length} more`] : [];
  return [
    `process ${eventId}: ${status}, ${destination}, by ${rule}`,
    `  started ${started.toISOString()}${ended ? `, ended ${ended.toISOString()}` : ''}${waits > 0 ? `, waited ${waits} times` : ''}`,
    ...(waiting ? [`  ${waitText(waiting)}`] : []),
    ...(awaits
      ? [`  waits since ${awaits.since.toISOString()} for job ${awaits.projectId}:${awaits.location}.${awaits.jobId}`]
      : []),
    ...(error ? [`  error ${error}`] : []),
    `  ${filesInWords}`,
    ...sources.map((url) => `    ${url}`),
    ...more,
    ...notLoaded.map(notLoadedLine),
    ...notes.map((note) => `  note: ${note}`),
    ...steps.flatMap(stepLines),
  ].join('\n');
}

const BECAME = {
  setAside: 'set aside',
  left: 'not loaded, stays',
  superseded: 'superseded',
} as const satisfies Record<ProcessTrail['notLoaded'][number]['became'], string>;

const notLoadedLine = ({ url, became, reason, to }: ProcessTrail['notLoaded'][number]): string =>
  `  ${BECAME[became]}: ${[url, ...(to ? [`now ${to}`] : []), ...(reason ? [reason] : [])].join(', ')}`;

function stepLines({ step, action, path, state, job, ended, rows, error, skipped, notes = [] }: Step): string[] {
  const facts = [
    `  step ${step} ${action} (${path}) ${skipped ? `skipped: ${skipped}` : state}`,
    ended.toISOString(),
    ...(rows === undefined ? [] : [`${rows} rows`]),
    ...(job ? [`job ${job.projectId}:${job.location}.${job.jobId}`] : []),
  ];
  return [
    facts.join(', '),
    ...(error?.message ? [`    ${error.message}`] : []),
    ...notes.map((note) => `    note: ${note}`),
  ];
}
