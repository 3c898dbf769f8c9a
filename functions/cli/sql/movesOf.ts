import { messageOf } from '../../src/common/messageOf.ts';
import { splitPartition } from '../../src/common/partition.ts';
import type { TransientIngestion } from '../../src/model/plan.ts';
import { fullTableName, type TableField, type TableInfo, type TableName } from '../../src/model/table.ts';
import { mergeColumns } from '../../src/plan/mergeColumns.ts';
import type { MoveJob } from '../../src/plan/move/moveJob.ts';
import { planMove } from '../../src/plan/move/planMove.ts';
import { temporaryLayout } from '../../src/plan/move/temporaryLayout.ts';
import { newDestination } from '../../src/plan/newDestination.ts';
import { temporaryColumns } from '../../src/plan/temporaryColumns.ts';

/** The way from a temporary table to the destinations, as far as it is known before the load. */
export interface Moves {
  temporaryTable?: { name: string; columns: readonly TableField[] };
  /** What keeps the rows from being moved. */
  problem?: string;
  moves: readonly MoveJob[];
}

/** Works the moves out, if tables stay as they are; those that `tables` has not, by `fullTableName`, do not exist. */
export function movesOf(ingestion: TransientIngestion, tables: ReadonlyMap<string, TableInfo>): Moves {
  const { transient, template, destinations } = ingestion;
  const { move } = transient;
  const find = (table: TableName | undefined): TableInfo | undefined =>
    table && tables.get(fullTableName(withoutPartition(table)));
  try {
    const made = find(template);
    const columns = temporaryColumns(ingestion, {
      destination: find(move.destination),
      template: made,
      transientTemplate: find(transient.template),
    });
    const temporaryTable = { name: fullTableName(move.source), columns };
    if (columns.length === 0) {
      return {
        temporaryTable,
        moves: [],
        problem: 'the columns come from the files, so the moves are known once the files are loaded',
      };
    }
    const source = { name: move.source, fields: columns, ...temporaryLayout(move, find(move.destination) ?? made) };
    const prepared = new Map(
      destinations.map((table) => {
        const becomes = become(find(table), table, made) ?? newDestination(move, source, table);
        return [fullTableName(withoutPartition(table)), becomes];
      }),
    );
    const { jobs } = planMove(move, {
      source,
      find: (table) => prepared.get(fullTableName(withoutPartition(table))),
    });
    return { temporaryTable, moves: jobs };
  } catch (error) {
    return { moves: [], problem: messageOf(error) };
  }
}

/** What a destination is once it has got what its template has. */
function become(table: TableInfo | undefined, name: TableName, template: TableInfo | undefined): TableInfo | undefined {
  if (template === undefined) return table;
  if (table === undefined) return { ...template, name: withoutPartition(name) };
  return { ...table, fields: mergeColumns(table.fields, template.fields).fields };
}

export const withoutPartition = (table: TableName): TableName => ({
  ...table,
  tableId: splitPartition(table.tableId).table,
});
