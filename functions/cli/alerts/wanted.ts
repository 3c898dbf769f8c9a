/** Something that Cloud Monitoring or Cloud Logging is to have: a file of `rules/alerts`, filled in. */
export interface Wanted {
  kind: 'metric' | 'policy' | 'dashboard';
  /** What the API takes. */
  body: Body;
}

/** What all kinds of bodies have of these fields. */
export interface Body extends Readonly<Record<string, unknown>> {
  /** Of a metric: its ID. Of a dashboard: its whole name. A policy gets its name from the API. */
  name?: string;
  displayName?: string;
  /** Of a policy: `bqtail` is what it is found by. */
  userLabels?: Readonly<Record<string, string>>;
}

/** What it is called in the console. */
export const titleOf = ({ body: { displayName, name = '' } }: Wanted): string => displayName ?? name;
