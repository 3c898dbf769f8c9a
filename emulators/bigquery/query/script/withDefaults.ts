import { applyEdits, type Edit } from '../../../googlesql/edits.ts';
import { child, children, descend, type Flat, namesOf, rangeOf } from '../../../googlesql/nodes.ts';
import { sourceOf } from '../../../googlesql/source.ts';
import { defaultExpression, type Field } from '../../schema/field.ts';
import { firstStatement, parsed } from './parseScript.ts';
import type { Placed, Running } from './scriptRun.ts';

/** A statement of DML whose DEFAULTs are what they stand for: the evaluator knows none. `fields` are those of the table that is changed. */
export async function withDefaults(statement: Placed, fields: readonly Field[], { run }: Running): Promise<Placed> {
  const { node, source } = statement;
  if (![...descend(node)].some(({ kind }) => kind === 'DefaultLiteral')) return statement;
  const whole = rangeOf(node);
  const start = source.indexOf(whole.start);
  const edits = [...descend(node)]
    .flatMap((part) => columnsWithValues(part, fields))
    .filter(({ value }) => value.kind === 'DefaultLiteral')
    .map(({ column, value }): Edit => {
      const { start: from, end } = rangeOf(value);
      return { start: source.indexOf(from) - start, end: source.indexOf(end) - start, text: defaultOf(column, fields) };
    });
  const { text, original } = applyEdits(source.slice(whole), edits);
  const at = (index: number): number => source.originalOf(start + original(index));
  const edited = await parsed(run.googleSql, sourceOf(text, { written: source.text, original: at }));
  return { node: firstStatement(edited.script) ?? node, source: edited.source };
}

interface Assigned {
  column: string;
  value: Flat;
}

/** What a part of a statement assigns: the rows of INSERT, the items of UPDATE, and those of MERGE. */
function columnsWithValues(part: Flat, fields: readonly Field[]): Assigned[] {
  const set = child(part, 'setValue');
  const path = set && child(set, 'path');
  const value = set && child(set, 'value');
  if (path && value) return [{ column: namesOf(path).at(-1) ?? '', value }];
  const rows = [
    ...(child(part, 'rows') ? children(child(part, 'rows') ?? part, 'rows') : []),
    child(part, 'insertRow'),
  ];
  const list = child(part, 'columnList') ?? child(part, 'insertColumnList');
  const columns = list
    ? children(list, 'identifiers').map(({ idString }) => String(idString))
    : fields.map(({ name }) => name);
  return rows.flatMap((row) =>
    (row ? children(row, 'values') : []).map((inserted, index) => ({ column: columns[index] ?? '', value: inserted })),
  );
}

function defaultOf(column: string, fields: readonly Field[]): string {
  const field = fields.find(({ name }) => name.toUpperCase() === column.toUpperCase());
  return field ? `(${defaultExpression(field) ?? 'NULL'})` : 'NULL';
}
