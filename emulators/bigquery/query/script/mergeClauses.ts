import { child, children, type Flat, flatten, namesOf, rangeOf } from '../../../googlesql/nodes.ts';
import { unsupportedSql } from '../../errors/sqlError.ts';
import { quoted } from '../../evaluation/prepareStatement.ts';
import type { Field } from '../../schema/field.ts';
import { assignmentsOf } from './assignments.ts';
import type { Change } from './change.ts';

/** One WHEN of a MERGE, in GoogleSQL. */
export interface Clause {
  when: 'MATCHED' | 'NOT_MATCHED_BY_SOURCE' | 'NOT_MATCHED_BY_TARGET';
  condition: string | undefined;
  action: 'INSERT' | 'UPDATE' | 'DELETE';
  /** What columns become, by upper-case name. */
  values: ReadonlyMap<string, string>;
}

export function clausesOf({ statement, target }: Change, sourceFields: readonly Field[]): Clause[] {
  const { source } = statement;
  const node = flatten(statement.node);
  const list = child(node, 'whenClauses');
  const expression = child(node, 'tableExpression') ?? flatten({});
  const name = child(expression, 'unnestExpr') ? undefined : aliasOf(expression, 'pathExpr');
  const prefix = name === undefined ? '' : `${quoted(name)}.`;
  return (list ? children(list, 'clauseList') : []).map((clause) => {
    const action = child(clause, 'action') ?? flatten({});
    const search = child(clause, 'searchCondition');
    return {
      when: String(clause['matchType']) as Clause['when'],
      condition: search && source.slice(rangeOf(search)),
      action: String(action['actionType']) as Clause['action'],
      values: valuesOf(action, {
        source,
        alias: aliasOf(node, 'targetPath') ?? '',
        target: target.fields,
        // INSERT ROW
        row: sourceFields.map((field) => prefix + quoted(field.name)),
      }),
    };
  });
}

/** What a table is called: by its alias, or by the last name of its path. */
export function aliasOf(node: Flat, path: string): string | undefined {
  const alias = child(node, 'alias');
  const identifier = alias && child(alias, 'identifier');
  if (identifier) return String(identifier['idString']);
  const named = child(node, path);
  return named && namesOf(named).join('.').split('.').at(-1);
}

interface Texts {
  source: Change['statement']['source'];
  /** What the statement calls the table that is changed. */
  alias: string;
  target: readonly Field[];
  row: readonly string[];
}

function valuesOf(action: Flat, { source, alias, target, row }: Texts): ReadonlyMap<string, string> {
  const updates = child(action, 'updateItemList');
  if (updates) {
    const assigned = assignmentsOf(updates, { source, alias, fields: target });
    if (!assigned) throw unsupportedSql('nested DML in MERGE');
    return assigned;
  }
  const inserted = child(action, 'insertRow');
  if (!inserted) return new Map();
  const list = child(action, 'insertColumnList');
  const columns = list
    ? children(list, 'identifiers').map(({ idString }) => String(idString))
    : target.map(({ name }) => name);
  const values = Array.isArray(inserted['values'])
    ? children(inserted, 'values').map((value) => source.slice(rangeOf(value)))
    : row;
  return new Map(columns.map((name, index) => [name.toUpperCase(), values[index] ?? 'NULL']));
}
