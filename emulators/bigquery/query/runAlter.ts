import { newEtag } from '../catalog/createTable.ts';
import type { TableMeta } from '../catalog/meta.ts';
import { duplicate } from '../errors/apiError.ts';
import { unsupportedSql } from '../errors/sqlError.ts';
import { canonicalFields, type Field } from '../schema/field.ts';
import { tableName, takeApart } from '../schema/names.ts';
import type { StatementOutcome } from '../state/statementOutcome.ts';
import { withoutNulls } from '../tables/properties.ts';
import { alterationSql } from './alterationSql.ts';
import type { QueryRun } from './queryRun.ts';
import { ddlOutcome } from './runCreate.ts';
import type { Alteration, AlterTable, Options } from './script/statement.ts';
import { tableOptions, withPartitionOptions } from './tableOptions.ts';

/** ALTER TABLE and ALTER VIEW. */
export async function runAlter(run: QueryRun, { kind, target, ddl }: AlterTable): Promise<StatementOutcome> {
  if (target.projectId === '') throw unsupportedSql('ALTER TABLE of a temporary table');
  const { table: ref } = takeApart(target);
  return run.write(ref, async (tx) => {
    const present = tx.findTable(ref);
    if (!present && ddl.ifExists) return ddlOutcome(kind, 'SKIP', ref);
    const meta = present ?? run.context.catalog.table(ref);
    run.context.quotas.noteMetadataUpdate(meta);
    const { meta: changed, alterations } = ddl.alterations.reduce(alteredUnlessMoot, { meta, alterations: [] });
    const isRenamed = changed.ref.tableId !== ref.tableId;
    if (isRenamed && tx.findTable(changed.ref)) throw duplicate(`Already Exists: Table ${tableName(changed.ref)}`);
    if (!meta.view) for (const sql of alterations.flatMap((one) => alterationSql(ref, one))) await tx.session.run(sql);
    if (isRenamed) await tx.forgetTable(ref);
    await tx.putTable({ ...changed, lastModifiedTime: Date.now(), etag: newEtag() });
    return ddlOutcome(kind, 'ALTER', ref);
  });
}

interface Altered {
  meta: TableMeta;
  /** Those that there is something to do for. */
  alterations: readonly Alteration[];
}

/** DROP COLUMN IF EXISTS and RENAME COLUMN IF EXISTS do nothing for a column that is not there. */
function alteredUnlessMoot({ meta, alterations }: Altered, alteration: Alteration): Altered {
  const isMoot = 'ifExists' in alteration && alteration.ifExists && !hasField(meta.fields, alteration.column);
  if (isMoot) return { meta, alterations };
  return { meta: altered(meta, alteration), alterations: [...alterations, alteration] };
}

function hasField(fields: readonly Field[], path: string): boolean {
  const [head = '', ...rest] = path.split('.');
  const field = fields.find(({ name }) => name.toLowerCase() === head.toLowerCase());
  return field !== undefined && (rest.length === 0 || hasField(field.fields ?? [], rest.join('.')));
}

/** The table as it is known after one alteration. */
function altered(meta: TableMeta, alteration: Alteration): TableMeta {
  switch (alteration.kind) {
    case 'addColumn':
      return withColumn(meta, alteration.column);
    case 'dropColumn':
      return { ...meta, fields: editField(meta.fields, alteration.column, () => []) };
    case 'renameColumn':
      return {
        ...meta,
        fields: editField(meta.fields, alteration.column, (field) => [{ ...field, name: alteration.to }]),
      };
    case 'renameTable':
      return { ...meta, ref: { ...meta.ref, tableId: alteration.to } };
    case 'setOptions':
      return withOptions(meta, alteration.options);
    case 'setColumnOptions': {
      const { description } = alteration.options;
      return {
        ...meta,
        fields: editField(meta.fields, alteration.column, (field) => [describedField(field, description)]),
      };
    }
    case 'setDataType': {
      const [type] = canonicalFields([alteration.type]);
      return {
        ...meta,
        fields: editField(meta.fields, alteration.column, (field) => [
          { ...field, ...type, name: field.name, mode: field.mode },
        ]),
      };
    }
    case 'setDefault':
      return {
        ...meta,
        fields: editField(meta.fields, alteration.column, (field) => [
          { ...field, defaultValueExpression: alteration.expression },
        ]),
      };
    case 'dropDefault':
      return {
        ...meta,
        fields: editField(meta.fields, alteration.column, ({ defaultValueExpression: _gone, ...field }) => [
          field as Field,
        ]),
      };
    case 'dropNotNull':
      return {
        ...meta,
        fields: editField(meta.fields, alteration.column, (field) => [{ ...field, mode: 'NULLABLE' }]),
      };
  }
}

function withColumn(meta: TableMeta, column: Field): TableMeta {
  const [field] = canonicalFields([column]);
  const isThere = meta.fields.some(({ name }) => name.toLowerCase() === column.name.toLowerCase());
  return field && !isThere ? { ...meta, fields: [...meta.fields, field] } : meta;
}

/** Puts something in the place of the field that a path, `a.b`, leads to. */
function editField(fields: readonly Field[], path: string, edit: (field: Field) => Field[]): Field[] {
  const [head = '', ...rest] = path.split('.');
  return fields.flatMap((field) => {
    if (field.name.toLowerCase() !== head.toLowerCase()) return field;
    if (rest.length === 0) return edit(field);
    return { ...field, fields: editField(field.fields ?? [], rest.join('.'), edit) };
  });
}

function describedField(field: Field, description: unknown): Field {
  const { description: _old, ...others } = field;
  return typeof description === 'string' ? { ...field, description } : (others as Field);
}

function withOptions(meta: TableMeta, options: Options): TableMeta {
  const { properties, expirationTime, partition } = tableOptions(options);
  const { expirationTime: known, ...kept } = meta;
  const expires = expirationTime === undefined ? known : (expirationTime ?? undefined);
  const partitioning = withPartitionOptions(meta.partitioning, partition);
  return {
    ...kept,
    ...(expires === undefined ? {} : { expirationTime: expires }),
    ...(partitioning === undefined ? {} : { partitioning }),
    properties: withoutNulls({ ...meta.properties, ...properties }),
  };
}
