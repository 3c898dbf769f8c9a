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
  'PartitionID',
  'DollarSign',
];

/** All that a process adds for its actions; these may hold what somebody else wrote. */
export const RUNTIME: readonly string[] = [
  ...OWN,
  'LoadURIs',
  'URLs',
  'SourceURI',
  'RuleURL',
  'Error',
  'Data',
  'Response',
  'Status',
];
