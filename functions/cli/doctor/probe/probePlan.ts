import type { Settings } from '../../../src/deps/settings.ts';
import { gsUrl, RULES } from '../../../src/model/places.ts';
import { fullTableName, type TableName } from '../../../src/model/table.ts';
import type { ObjectPlace } from '../../../src/storage/objectStore.ts';

/** All that a probe makes, so that it can be said before, and taken away after. */
export interface ProbePlan {
  /** What the one row of the file holds. */
  id: string;
  table: TableName;
  rule: ObjectPlace & { text: string };
  file: ObjectPlace & { text: string };
}

interface Options {
  /** Letters and digits that no other probe has. */
  id: string;
  /** The dataset that gets the table. */
  dataset: { projectId: string; datasetId: string };
  settings: Pick<Settings, 'triggerBucket' | 'configBucket'>;
}

/** How long BigQuery keeps the table of a probe that could not take it away. */
export const TABLE_KEPT_MS = 3_600_000;

/** The only column of its table. */
export const COLUMN = 'probe';

export function planProbe({ id, dataset, settings }: Options): ProbePlan {
  const table = { ...dataset, tableId: `bqtail_probe_${id}` };
  const folder = `bqtail-probe-${id}/`;
  const rule = {
    Info: { Description: 'Of a probe by bqtail doctor, which removes it.' },
    When: { Prefix: `/${folder}` },
    // So that dispatch has its part in it.
    Async: true,
    Dest: { Table: `${table.projectId}:${table.datasetId}.${table.tableId}` },
    OnSuccess: [{ Action: 'delete' }],
  };
  return {
    id,
    table,
    rule: { bucket: settings.configBucket, name: `${RULES}bqtail-probe-${id}.json`, text: JSON.stringify(rule) },
    file: {
      bucket: settings.triggerBucket,
      name: `${folder}probe.json`,
      text: `${JSON.stringify({ [COLUMN]: id })}\n`,
    },
  };
}

/** What the probe is going to do, for people. */
export function planText({ rule, file, table }: ProbePlan): string {
  return [
    'The probe will, with your own credentials,',
    `  1. make the table ${fullTableName(table)}, which expires in an hour`,
    `  2. write the rule ${gsUrl(rule.bucket, rule.name)}`,
    `  3. write the file ${gsUrl(file.bucket, file.name)}, and follow it into the table`,
    '  4. remove all three, whatever happens',
    'The trail of the file stays in Firestore; if its process fails, the report below errors/ in the ops bucket stays as well.',
  ].join('\n');
}
