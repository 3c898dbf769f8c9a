import { z } from 'zod';
import { permanent } from '../failure/failure.ts';
import { actionKind } from './actionKind.ts';
import { tableText } from './fill/tableText.ts';
import { tableNamed } from './tableNamed.ts';

/** Deletes a table; one that is gone already is fine. */
export const dropAction = actionKind({
  name: 'drop',
  fields: { Table: tableText },
  request: z.object({ Table: z.string() }),

  async run({ Table }, { deps }) {
    const table = tableNamed(Table, deps);
    // Meant is a part of the table; the whole of it would be gone.
    if (table.tableId.includes('$')) {
      throw permanent('invalid', `drop: ${Table} is a partition; delete its rows by a query action, or name the table`);
    }
    await deps.tables.drop(table);
    return { notes: [] };
  },
});
