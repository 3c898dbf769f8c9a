import { fullTableName } from '../../../src/model/table.ts';
import { ok, wrong } from '../model/check.ts';
import { COLUMN } from './probePlan.ts';
import type { Stage } from './stage.ts';

export const rows: Stage = {
  id: 'probe:rows',
  right: 'The row of the file is in the table, once.',
  todo: ({ projectId }) => `Look at the trail: npm run bqtail -- status --project ${projectId}.`,
  async run({ plan: { id, table }, deps: { queries, warehouse } }) {
    const job = {
      projectId: table.projectId,
      location: await warehouse.locationOf(table),
      jobId: `${table.tableId}_rows`,
    };
    const found: unknown[] = [];
    for await (const row of queries.rows(`SELECT * FROM \`${fullTableName(table)}\``, job)) found.push(row[COLUMN]);
    return found.length === 1 && found[0] === id
      ? ok(`the row of the file is in ${fullTableName(table)}`)
      : wrong(`${fullTableName(table)} holds ${found.length} rows (${found.join(', ')}), and the file one (${id})`);
  },
};
