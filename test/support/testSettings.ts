import type { Settings } from '../../functions/src/deps/settings.ts';

/** The settings of a deployment under test: nothing is cached, nothing is throttled, each dispatch run sweeps once. */
export const testSettings = (own: Partial<Settings> = {}): Settings => ({
  projectId: 'own',
  triggerBucket: 'in',
  opsBucket: 'ops',
  region: 'us-central1',
  historyDataset: '',
  historyDays: 400,
  database: 'bqtail',
  topic: 'bqdispatch',
  slackSecret: 'bqtail-slack',
  notify: '',
  traces: '',
  configBucket: own.opsBucket ?? 'ops',
  rulesCheckSec: 0,
  dispatchBudgetSec: 0,
  staleTaskSec: 60,
  missedFileSec: 0,
  maxConcurrentLoad: 0,
  maxConcurrentSql: 0,
  maxAttempts: 4,
  giveUpAfterHours: 24,
  journalTtlDays: 1,
  ...own,
});
