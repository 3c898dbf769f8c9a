import { randomInt, randomUUID } from 'node:crypto';
import { BigQuery } from '@google-cloud/bigquery';
import { expect, it } from 'vitest';
import { uploadObject } from '../../emulators/clients/objects.ts';
import { PROJECT, TRIGGER_BUCKET } from '../../emulators/places.ts';
import { eventually } from './world.ts';

const ask = async (query: string): Promise<Record<string, unknown>[]> => {
  const [rows] = await new BigQuery({ projectId: PROJECT }).query(query);
  return rows;
};

it('the deployed functions tell the history of a file that is loaded, one that is set aside, and one that is refused', async () => {
  const id = randomInt(1_000_000, 2_000_000_000);
  const folder = `data/case002/${randomUUID()}`;
  const row = JSON.stringify({ id, type_id: 1, name: 'told' });
  await uploadObject(TRIGGER_BUCKET, `${folder}/good.json`, `${row}\n`);
  await uploadObject(TRIGGER_BUCKET, `${folder}/bad.json`, `${row.replace(String(id), '"x"')}\n`);
  await uploadObject(TRIGGER_BUCKET, `${folder}/every*.json`, `${row}\n`);
  const told = await eventually('the history of all three', async () => {
    const rows = await ask(
      `SELECT * FROM bqtail.files WHERE STARTS_WITH(file_name, '${folder}/') ORDER BY file_name`,
    ).catch(() => []);
    return rows.length >= 3 && rows;
  });
  const good = {
    status: 'Loaded',
    row_count: 1,
    checksum: expect.stringMatching(/\S/),
    rule: 'rules/example/case002.yaml',
  };
  expect(told).toMatchObject([
    {
      file_name: `${folder}/bad.json`,
      status: 'Set aside',
      first_error_column: 'id',
      quarantined_to: expect.any(String),
    },
    { file_name: `${folder}/every*.json`, status: 'Refused', process_id: null, rule: 'rules/example/case002.yaml' },
    { file_name: `${folder}/good.json`, ...good },
  ]);
  const process = `process_id = '${told[2]?.['process_id']}'`;
  expect(await ask(`SELECT * FROM bqtail.processes WHERE ${process}`)).toMatchObject([
    { status: 'done', files: 1, files_loaded: 1, row_count: 1, attempts: 1, error_kind: null },
  ]);
  expect(await ask(`SELECT * FROM bqtail.jobs WHERE ${process}`)).toMatchObject([{ type: 'LOAD', row_count: 1 }]);
});
