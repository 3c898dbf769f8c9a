import { child, children, type Flat, namesOf, rangeOf } from '../../../googlesql/nodes.ts';
import type { Source } from '../../../googlesql/source.ts';
import { quoted } from '../../evaluation/prepareStatement.ts';
import type { Field } from '../../schema/field.ts';

interface Assigning {
  source: Source;
  /** Those of the table that is changed. */
  fields: readonly Field[];
  /** What the statement calls the table. */
  alias: string;
}

/** A record whose fields are set, by upper-case name: texts, or records themselves. */
interface Part {
  name: string;
  value: string | Map<string, Part>;
}

/**
 * What columns become, in GoogleSQL, by upper-case name: `SET r.a = 1` makes a new record of `r`. Undefined where an item changes an array from
 * within.
 */
export function assignmentsOf(list: Flat, { source, fields, alias }: Assigning): Map<string, string> | undefined {
  const columns = new Map<string, Part>();
  for (const item of children(list, 'updateItems')) {
    const set = child(item, 'setValue');
    const path = set && child(set, 'path');
    const value = set && child(set, 'value');
    if (!path || !value || path.kind !== 'PathExpression') return undefined;
    assign(columns, columnPath(namesOf(path), { fields, alias }), source.slice(rangeOf(value)));
  }
  const texts = [...columns].map(
    ([key, part]) => [key, textOf(part, `${quoted(alias)}.${quoted(part.name)}`)] as const,
  );
  return new Map(texts);
}

/** A path may begin with the table's name. */
function columnPath(names: readonly string[], { fields, alias }: Pick<Assigning, 'fields' | 'alias'>): string[] {
  const [first = '', ...others] = names;
  const isColumn = fields.some(({ name }) => name.toUpperCase() === first.toUpperCase());
  return !isColumn && others.length > 0 && first.toUpperCase() === alias.toUpperCase() ? others : [...names];
}

function assign(columns: Map<string, Part>, [name = '', ...inner]: readonly string[], value: string): void {
  const key = name.toUpperCase();
  if (inner.length === 0) {
    columns.set(key, { name, value });
    return;
  }
  const known = columns.get(key);
  const fields = known && typeof known.value !== 'string' ? known.value : new Map<string, Part>();
  assign(fields, inner, value);
  columns.set(key, { name, value: fields });
}

function textOf({ value }: Part, path: string): string {
  if (typeof value === 'string') return value;
  const replaced = [...value.values()].map(
    (part) => `${textOf(part, `${path}.${quoted(part.name)}`)} AS ${quoted(part.name)}`,
  );
  return `(SELECT AS STRUCT ${path}.* REPLACE (${replaced.join(', ')}))`;
}
