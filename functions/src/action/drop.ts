import { z } from 'zod';
import { hasPartition } from '../common/partition.ts';
import { permanent } from '../failure/failure.ts';
import { defineAction } from './defineAction.ts';
import { wholeTableNameText } from './fill/tableNameText.ts';
import { tableNamed } from './tableNamed.ts';

const request = z.strictObject({ Table: z.string().describe('The table; a partition is refused.') });

/** Deletes a table; one that is gone already is fine. */
export const dropAction = defineAction({
  name: 'drop',
  alsoCalled: ['droptable'],
  help: 'Deletes a table; already gone is fine.',
  request,
  texts: { Table: wholeTableNameText },
  filled: request,

  async run({ Table }, { deps }) {
    const table = tableNamed(Table, deps);
    // The rule names a part of the table: to drop it would drop the whole table.
    if (hasPartition(table.tableId)) {
      throw permanent('invalid', `drop: ${Table} is a partition; delete its rows by a query action, or name the table`);
    }
    await deps.tables.drop(table);
    return { notes: [] };
  },
});
