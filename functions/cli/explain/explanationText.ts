import { stringify } from 'yaml';
import type { TableField } from '../../src/model/table.ts';
import type { Answer } from './answer.ts';
import type { Explanation } from './explanation.ts';

/** The answer for people: what matters first, SQL as it runs. */
export function explanationText(answer: Answer): string {
  const { file, ruleErrors, rulesFrom, notes } = answer;
  const lines = [
    `file         ${file.url}${presence(file)}`,
    ...notes.map((note) => `note         ${note}`),
    `rules        ${rulesFrom}`,
    ...verdict(answer),
    ...ruleErrors.map(({ file: at, line, column, message }) => `left out     ${at}:${line}:${column} ${message}`),
  ];
  return lines.join('\n');
}

function presence({ exists, created }: Answer['file']): string {
  if (exists) return '';
  return ` (${exists === undefined ? '' : 'not there; '}as if it were created at ${created})`;
}

function verdict(answer: Answer): string[] {
  switch (answer.outcome) {
    case 'noMatch':
      return [`rule         none: ${answer.why}`, ...answer.rules.map(({ rule, why }) => `  ${rule}  ${why}`)];
    case 'disabled':
      return [`rule         ${answer.rule} matches it, but is disabled: the file stays`];
    case 'ambiguous':
      return [
        'rule         several enabled rules match it, so the file stays; disable all but one:',
        ...answer.rules.map((rule) => `  ${rule}`),
      ];
    case 'matched':
      return [`rule         ${answer.rule}`, ...inDetail(answer.explanation)];
  }
}

function inDetail(explanation: Explanation): string[] {
  const {
    eventId,
    mode,
    window,
    destination,
    refusal,
    temporaryTable,
    jobs,
    problem,
    expiryMs,
    missing = [],
    dryRuns = [],
  } = explanation;
  return [
    `event ID     ${eventId}`,
    `mode         ${mode === 'async' ? 'async: no function waits for a job' : 'sync: the function waits for its jobs'}`,
    ...(window
      ? [
          `window       ${window.start.toISOString()} to ${window.end.toISOString()}, loaded after ${window.closes.toISOString()}`,
        ]
      : []),
    `destination  ${destination}`,
    ...(refusal ? [`refused      ${refusal}`] : []),
    ...missing.map(({ message }) => `missing      ${message}`),
    ...(temporaryTable
      ? [
          `temporary    ${temporaryTable.name}`,
          ...temporaryTable.columns.map((column) => `               ${columnText(column)}`),
        ]
      : []),
    ...jobs.flatMap(({ step, purpose, jobId, projectId, configuration }) => [
      '',
      `step ${step}: ${purpose}, job ${projectId}:${jobId}`,
      indented(stringify(configuration, { lineWidth: 0, blockQuote: 'literal' })),
    ]),
    ...(problem ? ['', `then         ${problem}`] : []),
    ...dryRuns.map(
      ({ of, outcome, message }) => `${outcome === 'refused' ? 'refused      ' : 'dry run      '}${of}: ${message}`,
    ),
    ...(expiryMs === undefined ? [] : ['', `then         the destination expires ${expiryMs / 3_600_000} hours later`]),
    ...(window && explanation.onSuccess.length > 0
      ? ['', 'URLs below are those of this file alone; they will be those of all files of the window']
      : []),
    ...actionsText('OnSuccess', explanation.onSuccess),
    ...actionsText('OnFailure', explanation.onFailure),
    ...actionsText('OnBadFiles', explanation.onBadFiles),
    ...(temporaryTable ? ['', `at the end   ${temporaryTable.name} is dropped, whatever happened`] : []),
  ];
}

const columnText = ({ name, type, mode }: TableField): string =>
  `${name} ${type}${mode && mode !== 'NULLABLE' ? ` ${mode}` : ''}`;

const actionsText = (name: string, actions: Explanation['onSuccess']): string[] =>
  actions.length === 0 ? [] : ['', `${name}:`, indented(stringify(actions, { lineWidth: 0 }))];

const indented = (text: string): string => text.trimEnd().replace(/^/gm, '  ');
