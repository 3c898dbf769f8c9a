import type { ActionDescriptions } from './actionDescription.ts';
import { referencesIn } from './template.ts';

/** The variables of a file, besides groups and parameters. */
export const BUILT_IN: readonly string[] = ['Date', 'Hour', 'Mod'];

/** The variables of a process that a table may be named after; the second only where the rule has groups. */
export const OF_PROCESS = { event: 'EventID', group: 'GroupID' } as const;

/** Whether a text names such a variable. */
export const namesProcess = (text: string, which: keyof typeof OF_PROCESS): boolean =>
  referencesIn(text).some(({ name }) => name === OF_PROCESS[which]);

/** What bqtail itself makes for SQL and actions, out of digits or of names it has checked. */
export const OWN: readonly string[] = [
  'EventID',
  'JobID',
  'DestTable',
  'TempTable',
  'TriggerBucket',
  'ProjectID',
  'GroupID',
];

/** All that a process and its actions add; these may hold what somebody else wrote. */
export const runtimeVariables = (kinds: ActionDescriptions): string[] => [
  ...OWN,
  'LoadURIs',
  'URLs',
  'SourceURI',
  'BadURIs',
  'RuleURL',
  'Error',
  ...[...kinds.values()].flatMap(({ variables }) => variables),
];
