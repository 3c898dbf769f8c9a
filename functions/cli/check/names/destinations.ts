import { fullTableName, type TableField } from '../../../src/model/table.ts';
import { mergeColumns } from '../../../src/plan/mergeColumns.ts';
import { apiCase } from '../../../src/rule/apiCase.ts';
import type { LoadedRule } from '../../../src/rule/readRules.ts';
import type { Rule } from '../../../src/rule/schema.ts';
import { bringsColumns, sourceFormatOf } from '../../../src/rule/sourceFormat.ts';
import type { KnownTable } from '../../sql/sqlReader.ts';
import type { TableSource } from '../../sql/tableSource.ts';
import { namedTable } from './namedTable.ts';

/** A table that files are loaded into, as it is after that. */
export interface DestinationTable extends KnownTable {
  /** Whether rules alone say what its columns are: the table itself, which may have more, was not looked at. */
  isAsWritten: boolean;
}

/** The tables that rules load into, by `fullTableName`; undefined where it cannot be said what columns they have then. */
export type Destinations = ReadonlyMap<string, DestinationTable | undefined>;

export async function destinationsOf(
  rules: readonly LoadedRule[],
  { projectId, look }: { projectId: string; look: TableSource },
): Promise<Destinations> {
  const destinations = new Map<string, DestinationTable | undefined>();
  for (const { rule } of rules) {
    const table = rule.Dest.Schema?.Split ? undefined : namedTable(rule.Dest.Table, {}, projectId);
    if (rule.Disabled === true || table === undefined) continue;
    const name = fullTableName(table);
    const columns = await columnsAfter(rule, { found: await look(table), projectId, look });
    const others = destinations.get(name);
    const isSame = !destinations.has(name) || JSON.stringify(others?.fields) === JSON.stringify(columns?.fields);
    destinations.set(name, isSame ? columns : undefined);
  }
  return destinations;
}

const takesNewColumns = ({ Dest }: Rule): boolean =>
  Dest.AllowFieldAddition === true || (Dest.SchemaUpdateOptions ?? []).includes('ALLOW_FIELD_ADDITION');

const columnsWritten = ({ Dest }: Rule): TableField[] | undefined =>
  Dest.Schema?.Fields && (apiCase(Dest.Schema.Fields) as TableField[]);

interface Before {
  found: KnownTable | 'missing' | undefined;
  projectId: string;
  look: TableSource;
}

async function columnsAfter(rule: Rule, before: Before): Promise<DestinationTable | undefined> {
  const { found } = before;
  if (takesNewColumns(rule)) return undefined;
  if (isReplaced(rule)) {
    const fields = columnsWritten(rule);
    if (fields) return { fields, isByIngestionTime: true, isAsWritten: false };
    if (filesBringColumns(rule)) return undefined;
  }
  if (rule.Dest.Schema?.Template !== undefined) return likeTemplate(rule.Dest.Schema.Template, before);
  if (found !== undefined && found !== 'missing') return { ...found, isAsWritten: false };
  return asWritten(rule, found === undefined);
}

/** A load job gives a table that it replaces other columns. */
const isReplaced = ({ Dest: { Transient, Override, WriteDisposition } }: Rule): boolean =>
  !Transient && (Override === true || WriteDisposition === 'WRITE_TRUNCATE');

const infersColumns = ({ Dest: { Schema, Autodetect } }: Rule): boolean => Schema?.Autodetect ?? Autodetect ?? false;

const filesBringColumns = (rule: Rule): boolean =>
  infersColumns(rule) || bringsColumns(rule.Dest.SourceFormat ?? sourceFormatOf(rule.When?.Suffix ?? ''));

async function likeTemplate(text: string, { found, projectId, look }: Before): Promise<DestinationTable | undefined> {
  const name = namedTable(text, {}, projectId);
  const template = name && (await look(name));
  if (template === undefined || template === 'missing' || found === undefined) return undefined;
  if (found === 'missing') return { ...template, isAsWritten: false };
  return { ...found, fields: mergeColumns(found.fields, template.fields).fields, isAsWritten: false };
}

/** Whether such a table has `_PARTITIONTIME` is not known: SQL that reads it is not accused. */
function asWritten(rule: Rule, isAsWritten: boolean): DestinationTable | undefined {
  const fields = columnsWritten(rule);
  const isColumn = (column: string): boolean =>
    (fields ?? []).some(({ name }) => name.toLowerCase() === column.toLowerCase());
  const isWhole = fields !== undefined && Object.keys(rule.Dest.Transform ?? {}).every(isColumn);
  return isWhole && !infersColumns(rule) ? { fields, isByIngestionTime: true, isAsWritten } : undefined;
}
