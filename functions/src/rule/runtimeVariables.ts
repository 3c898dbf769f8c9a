/** The variables of a file, besides groups and parameters. */
export const BUILT_IN: readonly string[] = ['Date', 'Hour', 'Mod'];

/** The variables that a process adds for its actions. */
export const RUNTIME: readonly string[] = [
  'EventID',
  'JobID',
  'DestTable',
  'TempTable',
  'LoadURIs',
  'URLs',
  'SourceURI',
  'RuleURL',
  'TriggerBucket',
  'ProjectID',
  'GroupID',
  'Error',
  'Data',
  'Response',
  'PartitionID',
  'DollarSign',
];
