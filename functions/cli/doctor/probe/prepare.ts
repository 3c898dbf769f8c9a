import { gsUrl } from '../../../src/model/places.ts';
import { fullTableName } from '../../../src/model/table.ts';
import { ok } from '../model/check.ts';
import { COLUMN, TABLE_KEPT_MS } from './probePlan.ts';
import type { Stage } from './stage.ts';

export const prepare: Stage = {
  id: 'probe:prepare',
  right: 'Whoever probes may make a table, and write a rule and a file.',
  todo: () =>
    'Let somebody probe who has bigquery.tables.create on the dataset and storage.objects.create and delete on both buckets; or name another dataset with --dataset.',
  async run({ plan: { table, rule }, deps: { tables, objects, clock } }) {
    const expires = new Date(clock.now().getTime() + TABLE_KEPT_MS);
    await tables.create(table, { fields: [{ name: COLUMN, type: 'STRING', mode: 'NULLABLE' }], expires });
    await objects.write(rule, { content: rule.text, contentType: 'application/json' });
    return ok(`table ${fullTableName(table)} and rule ${gsUrl(rule.bucket, rule.name)} are there`);
  },
};
