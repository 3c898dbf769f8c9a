import type { MoveSpec } from '../../../../functions/src/model/moveSpec.ts';
import type { TableField, TableInfo, TableName } from '../../../../functions/src/model/table.ts';
import type { MoveJob } from '../../../../functions/src/plan/move/moveJob.ts';
import { planMove } from '../../../../functions/src/plan/move/planMove.ts';

export const name = (tableId: string): TableName => ({ projectId: 'p', datasetId: 'd', tableId });

/** `name:TYPE:MODE`, separated by blanks. */
export const columns = (text: string): TableField[] =>
  text.split(' ').map((part) => {
    const [column = '', type = 'STRING', mode] = part.split(':');
    return { name: column, type, ...(mode ? { mode } : {}) };
  });

export const table = (tableId: string, fields: string | TableField[], layout: Partial<TableInfo> = {}): TableInfo => ({
  name: name(tableId),
  fields: typeof fields === 'string' ? columns(fields) : fields,
  ...layout,
});

export const spec = (more: Partial<MoveSpec> = {}): MoveSpec => ({
  source: name('t_1'),
  alias: 't',
  destination: name('t'),
  writeDisposition: 'WRITE_APPEND',
  allowFieldAddition: false,
  layout: {},
  ...more,
});

/** The jobs of a move between tables; `found` are those that exist, the source left out. */
export function jobsOf(more: Partial<MoveSpec>, source: TableInfo, ...found: TableInfo[]): readonly MoveJob[] {
  const find = ({ tableId }: TableName) => found.find((one) => one.name.tableId === tableId.split('$')[0]);
  return planMove(spec(more), { source, find }).jobs;
}

/** The only job's query. */
export function queryOf(more: Partial<MoveSpec>, source: TableInfo, ...found: TableInfo[]) {
  const [job] = jobsOf(more, source, ...found);
  const query = job?.configuration.query;
  if (query === undefined) throw new Error(`no query: ${JSON.stringify(job)}`);
  return query;
}
