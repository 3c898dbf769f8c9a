import { counted } from '../../src/common/counted.ts';
import type { Report, ReportedFinding } from './model/report.ts';

const MARKS = { wrong: '✗', warning: '!', unknown: '?', ok: '✓' } as const satisfies Record<
  ReportedFinding['outcome'],
  string
>;

/** The report for people: a line a finding, and below it what is right and what to do. */
export function reportText({ project, findings, notChecked }: Report): string {
  const count = (outcome: ReportedFinding['outcome']): number =>
    findings.filter((finding) => finding.outcome === outcome).length;
  const summary = [
    `${count('wrong')} wrong`,
    counted(count('warning'), 'warning'),
    `${count('unknown')} unknown`,
    `${count('ok')} ok`,
  ];
  return [
    ...findings.map(findingText),
    ...(notChecked ? [`Not checked (${notChecked.reason}): ${notChecked.checks.join(', ')}`] : []),
    `${project}: ${summary.join(', ')}`,
  ].join('\n');
}

/** A finding for people: a line, and below it what is right and what to do where something is wrong. */
export function findingText({ check, outcome, found, right, todo }: ReportedFinding): string {
  const line = `${MARKS[outcome]} ${check}: ${found}`;
  if (outcome === 'ok') return line;
  return [line, `    right: ${right}`, ...(todo === undefined ? [] : [`    to do: ${todo}`])].join('\n');
}
