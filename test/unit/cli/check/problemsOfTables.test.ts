import { expect, onTestFinished, test, vi } from 'vitest';
import { problemsOfTables } from '../../../../functions/cli/check/problemsOfTables.ts';
import { CannotLook } from '../../../../functions/cli/cloud/cannotLook.ts';
import type { Reader } from '../../../../functions/cli/cloud/reader.ts';
import { readRules } from '../../../../functions/src/action/ruleReader.ts';

const THERE: Readonly<Record<string, unknown>> = {
  '/b/landing': { name: 'landing', location: 'EUROPE-WEST1', projectNumber: '1' },
  '/projects/p/datasets/shop': { location: 'europe-west1' },
  '/projects/p/datasets/us_east': { location: 'us-east1' },
  '/projects/p/datasets/shop/tables/orders': {
    schema: {
      fields: [
        { name: 'id', type: 'INTEGER' },
        { name: 'info', type: 'RECORD', fields: [{ name: 'key', type: 'STRING' }] },
      ],
    },
  },
};

/** A project with these resources; what is `closed` nobody may look at. */
const reader: Reader = {
  async read(resource) {
    const path = resource.path.replace(/\?.*$/, '');
    if (path.includes('closed')) throw new CannotLook('you lack bigquery.datasets.get');
    const answer = THERE[path];
    return answer === undefined ? undefined : resource.schema.parse(answer);
  },
};

async function problemsIn(dest: string, project = 'p'): Promise<string[]> {
  const { rules, problems } = readRules('f.yaml', `When: {Prefix: /a/, Suffix: .json}\nDest: {${dest}}\n`);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const found = await problemsOfTables(rules, { project, triggerBucket: 'landing', reader });
  return found.map(({ severity, message }) => `${severity} ${message}`);
}

const FIELDS = (type: string): string => `Schema: {Fields: [ {Name: ID, Type: ${type}} ]}`;

test('says how a dataset is made in the local world, which bq does not find by itself', async () => {
  vi.stubEnv('BIGQUERY_EMULATOR_HOST', 'http://127.0.0.1:9050');
  onTestFinished(() => void vi.unstubAllEnvs());
  expect(await problemsIn('Table: shp.orders', 'demo-shop')).toEqual([
    expect.stringContaining(
      `make it (curl -sS -X POST http://127.0.0.1:9050/bigquery/v2/projects/demo-shop/datasets -H 'content-type: application/json' -d '{"datasetReference": {"datasetId": "shp"}}')`,
    ),
  ]);
});

const KEY = (column: string): string => `Transient: {Dataset: shop}, UniqueColumns: [${column}]`;

test.each([
  [
    'Table: shp.orders',
    'error Dest.Table: there is no dataset p.shp; make it (bq mk --dataset --location EUROPE-WEST1 p:shp), or name another',
  ],
  ['Table: shp.orders_$Date', 'error Dest.Table: there is no dataset p.shp'],
  [
    'Table: us_east.orders_$Date',
    'error Dest.Table: the dataset p.us_east is in us-east1, and gs://landing in EUROPE-WEST1',
  ],
  ['Table: shop.new', 'error Dest.Table: there is no table p.shop.new, and the rule does not give its columns'],
  [
    'Table: shop.new, Schema: {Template: shop.like}',
    'error Dest.Schema.Template: there is no table p.shop.like; make it',
  ],
  [
    `Table: shop.orders, ${KEY('idd')}`,
    'error Dest.UniqueColumns: the table has no column idd; its columns are id, info',
  ],
  [`Table: shop.orders, ${KEY('info.kee')}`, 'error Dest.UniqueColumns: the table has no column info.kee'],
  [
    `Table: shop.orders, ${FIELDS('STRING')}`,
    'error Dest.Schema.Fields[0].Type: ID is STRING here, and INTEGER in the table that Dest.Table names; write INTEGER',
  ],
  ['Table: closed.orders', 'warning Dest.Table: it cannot be checked: you lack bigquery.datasets.get'],
])('%s: %s', async (dest, problem) => {
  expect(await problemsIn(dest)).toEqual([expect.stringContaining(problem)]);
});

test.each([
  'Table: shop.orders',
  'Table: shop.orders$$20260131',
  'Table: shop.orders, Partition: $Date',
  'Table: shop.new_$Date',
  'Table: $1.orders, Pattern: (x)',
  `Table: shop.new, ${FIELDS('STRING')}`,
  'Table: shop.new, Schema: {Autodetect: true}',
  'Table: shop.new, Schema: {Template: shop.orders}',
  `Table: shop.orders, ${KEY('info.key')}`,
  `Table: shop.orders, ${FIELDS('INT64')}`,
  'Table: shop.new, SourceFormat: PARQUET',
  'Table: shop.new, SourceFormat: DATASTORE_BACKUP',
])('%s fits', async (dest) => {
  expect(await problemsIn(dest)).toEqual([]);
});
