import type { Catalog } from '../../catalog/catalog.ts';
import type { TableMeta } from '../../catalog/meta.ts';
import { isIngestionTime, PARTITION_TIME } from '../../catalog/partitioning.ts';
import { asInTable, describeQuery } from '../../engine/describe.ts';
import type { Session } from '../../engine/session.ts';
import type { Binder, BoundTable } from '../../evaluation/boundTable.ts';
import { ROW } from '../../evaluation/prepareStatement.ts';
import type { Field } from '../../schema/field.ts';
import { quoteName, sqlName, takeApart } from '../../schema/names.ts';
import type { NameContext, TableId } from './statement.ts';
import { tableIdOfNames } from './tableIdOfNames.ts';

/** Hidden columns, whoever has them. */
const HIDDEN: ReadonlySet<string> = new Set([PARTITION_TIME, '_PARTITIONDATE', '_TABLE_SUFFIX']);
const HIDDEN_FIELDS: readonly Field[] = [
  { name: PARTITION_TIME, type: 'TIMESTAMP', mode: 'NULLABLE' },
  { name: '_PARTITIONDATE', type: 'DATE', mode: 'NULLABLE' },
];
const ROW_FIELD: Field = { name: ROW, type: 'INTEGER', mode: 'NULLABLE' };

export interface Binding {
  context: { catalog: Pick<Catalog, 'findTable'> };
  names: NameContext;
  session: Session;
  /** A script's own tables, by upper-case name. */
  temporaryTables: ReadonlyMap<string, readonly Field[]>;
  /** A view's columns, and how DuckDB reads it. */
  view(meta: TableMeta): Promise<Pick<BoundTable, 'fields' | 'source'>>;
}

/** Finds the tables of statements in the catalog and among the script's own. */
export const createBinder =
  (binding: Binding): Binder =>
  async (names, isTarget) => {
    const temporary = names.length === 1 && binding.temporaryTables.get((names[0] ?? '').toUpperCase());
    if (temporary) return temporaryTable(names[0] ?? '', temporary, isTarget);
    const table = tableIdOfNames(names, binding.names);
    const name = `${table.projectId}.${table.datasetId}.${table.tableId}`;
    return { name, ...(await found(table, isTarget, binding)) };
  };

function temporaryTable(name: string, fields: readonly Field[], isTarget: boolean): BoundTable {
  const hidden = isTarget ? [ROW_FIELD] : [];
  return { name, fields, hidden, source: async () => readable(`temp.main.${quoteName(name)}`, fields, hidden) };
}

async function found(table: TableId, isTarget: boolean, binding: Binding): Promise<Omit<BoundTable, 'name'>> {
  const { context, names, session } = binding;
  const { table: ref } = takeApart(table);
  const meta = context.catalog.findTable(ref);
  if (meta?.view) return { ...(await binding.view(meta)), hidden: [] };
  const special = names.resolve(table);
  if (meta && (special === undefined || isTarget)) return plainTable(meta, isTarget);
  const source = special ?? sqlName(ref);
  const columns = asInTable(await describeQuery(session, `SELECT * FROM ${source}`), meta?.fields ?? []);
  const isHidden = ({ name }: Field): boolean => HIDDEN.has(name);
  return {
    fields: columns.filter((field) => !isHidden(field)),
    hidden: columns.filter(isHidden),
    source: async () => source,
  };
}

function plainTable({ ref, fields, partitioning }: TableMeta, isTarget: boolean): Omit<BoundTable, 'name'> {
  const hidden = [...(isIngestionTime(partitioning) ? HIDDEN_FIELDS : []), ...(isTarget ? [ROW_FIELD] : [])];
  return { fields, hidden, source: async () => readable(sqlName(ref), fields, hidden) };
}

const COMPUTED: Readonly<Record<string, string>> = {
  _PARTITIONDATE: `CAST(${PARTITION_TIME} AS DATE) AS _PARTITIONDATE`,
  [ROW]: `rowid AS ${quoteName(ROW)}`,
};

function readable(table: string, fields: readonly Field[], hidden: readonly Field[]): string {
  const columns = [...fields, ...hidden].map(({ name }) => COMPUTED[name] ?? quoteName(name));
  return `(SELECT ${columns.join(', ') || 'NULL'} FROM ${table})`;
}
