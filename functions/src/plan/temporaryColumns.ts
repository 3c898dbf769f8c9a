import { permanent } from '../failure/failure.ts';
import type { TransientIngestion } from '../model/plan.ts';
import type { TableField, TableInfo } from '../model/table.ts';
import { bringsColumns } from '../rule/sourceFormat.ts';
import { mergeColumns } from './mergeColumns.ts';

/** The tables that may say which columns a temporary table has; undefined where there is no such table. */
export interface ColumnSources {
  destination: TableInfo | undefined;
  /** `Schema.Template` */
  template: TableInfo | undefined;
  /** `Transient.Template` */
  transientTemplate: TableInfo | undefined;
}

/**
 * The columns that the temporary table is made with; none where BigQuery takes them from the files. Columns that Transform
 * computes are never REQUIRED: the files need not have them. Throws where nothing says what the columns are.
 */
export function temporaryColumns({ load, transient }: TransientIngestion, tables: ColumnSources): TableField[] {
  if (transient.autodetect) return [];
  const known = tables.transientTemplate?.fields ?? transient.fields ?? destinationColumns(tables);
  if (known === undefined && !bringsColumns(load.sourceFormat)) {
    throw permanent(
      'invalid',
      'the columns of the files are not known: the destination does not exist, and the rule has no Schema.Template, Schema.Fields, Transient.Template or Schema.Autodetect; create the table, or give one of them',
    );
  }
  const computed = new Set(Object.keys(transient.move.transform ?? {}).map((name) => name.toLowerCase()));
  return (known ?? []).map((field) =>
    field.mode === 'REQUIRED' && computed.has(field.name.toLowerCase()) ? { ...field, mode: 'NULLABLE' } : field,
  );
}

/** What the destination has, or will have once it got what its template has. */
function destinationColumns({ destination, template }: ColumnSources): readonly TableField[] | undefined {
  if (destination === undefined || destination.fields.length === 0) return template?.fields;
  return template ? mergeColumns(destination.fields, template.fields).fields : destination.fields;
}
