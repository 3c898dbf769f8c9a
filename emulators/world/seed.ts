import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import { BigQuery, type TableSchema } from '@google-cloud/bigquery';
import { isRuleFile } from '../../functions/src/rule/isRuleFile.ts';
import { listObjects, uploadObject } from '../clients/objects.ts';
import { OPS_BUCKET, PROJECT, ROOT, TRIGGER_BUCKET } from '../places.ts';

export const SAMPLE_TABLE = { dataset: 'bqtail', table: 'dummy_v002' } as const;

const SAMPLE_SCHEMA: TableSchema = {
  fields: [
    { name: 'id', type: 'INTEGER', mode: 'REQUIRED' },
    { name: 'type_id', type: 'INTEGER', mode: 'REQUIRED' },
    { name: 'name', type: 'STRING', mode: 'NULLABLE' },
  ],
};

/** Makes what a project would have: the buckets, the project's ingestion rules in the ops bucket, the sample table. */
export async function seed(): Promise<void> {
  // Asking the emulator about a bucket makes it.
  await Promise.all([listObjects(TRIGGER_BUCKET), listObjects(OPS_BUCKET), createSampleTable(), uploadRules()]);
}

async function createSampleTable(): Promise<void> {
  const [dataset] = await new BigQuery({ projectId: PROJECT }).createDataset(SAMPLE_TABLE.dataset);
  await dataset.createTable(SAMPLE_TABLE.table, { schema: SAMPLE_SCHEMA });
}

async function uploadRules(): Promise<void> {
  const folder = path.join(ROOT, 'rules');
  for await (const file of glob('**/*.{yaml,yml,json}', { cwd: folder })) {
    if (!isRuleFile(file)) continue;
    await uploadObject(OPS_BUCKET, `rules/${file}`, await readFile(path.join(folder, file)));
  }
}
