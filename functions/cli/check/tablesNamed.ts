import { splitPartition } from '../../src/common/partition.ts';
import { type TableName, tableNameOf } from '../../src/model/table.ts';
import { parseTable } from '../../src/rule/destination.ts';
import type { FieldPath } from '../../src/rule/problem.ts';
import type { Rule } from '../../src/rule/schema.ts';
import { referencesIn } from '../../src/rule/template.ts';

/** What a rule needs of a table: rows go there, its columns are taken, or its rows are read. */
export type Use = 'destination' | 'template' | 'sideInput';

export interface NamedTable {
  path: FieldPath;
  use: Use;
  dataset: { projectId: string; datasetId: string };
  /** undefined where the name of the table holds a variable. */
  table: TableName | undefined;
}

/** The tables that a rule names; of one whose project or dataset holds a variable nothing is known before a file comes. */
export function tablesNamed({ Dest }: Rule, ownProjectId: string): NamedTable[] {
  const { Table, Schema, Transient, SideInputs = [] } = Dest;
  const texts: [FieldPath, Use, string | undefined][] = [
    [['Dest', 'Table'], 'destination', Schema?.Split ? undefined : Table],
    [['Dest', 'Schema', 'Template'], 'template', Schema?.Template],
    [['Dest', 'Transient', 'Template'], 'template', Transient?.Template],
    ...SideInputs.map((input, index): [FieldPath, Use, string | undefined] => [
      ['Dest', 'SideInputs', index, 'Table'],
      'sideInput',
      input.Table,
    ]),
    ...(Schema?.Split?.Mapping ?? []).map(({ Then }, index): [FieldPath, Use, string] => [
      ['Dest', 'Schema', 'Split', 'Mapping', index, 'Then'],
      'destination',
      Then,
    ]),
  ];
  return texts.flatMap(([path, use, text]) => {
    const known = text === undefined ? undefined : namedIn(text, ownProjectId);
    return known === undefined ? [] : [{ path, use, ...known }];
  });
}

/** Where a table's own name, or its partition, holds a variable, its dataset may still be known. */
function namedIn(text: string, ownProjectId: string): Pick<NamedTable, 'dataset' | 'table'> | undefined {
  const [, before = '', name = ''] = /^(.*\.)([^.]*)$/s.exec(text) ?? [];
  if (before === '' || before.includes('$')) return undefined;
  // A dollar sign for BigQuery, which begins a partition, is written twice.
  const [own = ''] = name.split('$$');
  const isVariable = referencesIn(own).length > 0;
  const table = tableNameOf(parseTable(`${before}${isVariable ? 't' : splitPartition(own).table}`), ownProjectId);
  return { dataset: table, table: isVariable ? undefined : table };
}
