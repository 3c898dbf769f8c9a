import type { ActionDescriptions } from './actionDescription.ts';

/** The variables of a file, besides groups and parameters. */
export const BUILT_IN: readonly string[] = ['Date', 'Hour', 'Mod'];

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
