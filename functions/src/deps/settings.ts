/** What the code below `index.ts` needs to know of the deployment. */
export interface Settings {
  projectId: string;
  triggerBucket: string;
  opsBucket: string;
  configBucket: string;
  /** Where the functions run. */
  region: string;
  /** The BigQuery dataset of the history; empty: there is none. */
  historyDataset: string;
  historyDays: number;
  /** The Firestore database of the journal. */
  database: string;
  /** The Pub/Sub topic whose messages start dispatch. */
  topic: string;
  rulesCheckSec: number;
  dispatchBudgetSec: number;
  staleTaskSec: number;
  missedFileSec: number;
  maxConcurrentLoad: number;
  maxConcurrentSql: number;
  maxAttempts: number;
  giveUpAfterHours: number;
  journalTtlDays: number;
  /** The secret that holds the Slack token, where rules name none. */
  slackSecret: string;
  /** Where digests of trouble go: `#channel` of Slack, `projects/…/topics/…`, or an https URL; empty: in the log alone. */
  notify: string;
  /** Where traces go: `otlp`, `google`, or nowhere where it is empty. */
  traces: string;
  /** Slack's Web API; only tests have another. */
  slackUrl?: string;
  /** The local world: `call` may reach this machine, but for these `host:port`. Elsewhere it reaches public addresses only. */
  loopback?: { except: readonly string[] };
}
