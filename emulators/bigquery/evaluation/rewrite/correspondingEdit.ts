import type { Edit } from '../../../googlesql/edits.ts';
import { child, children, type Flat, rangeOf } from '../../../googlesql/nodes.ts';
import type { Source } from '../../../googlesql/source.ts';
import { SqlError } from '../../errors/sqlError.ts';

/**
 * Set operations by name that the service knows and cannot do: CORRESPONDING BY, and STRICT. Each becomes one by position, or one that
 * it can do.
 * https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#by_name_or_corresponding
 */
export function correspondingEdit(node: Flat, source: Source): Edit | undefined {
  if (node.kind !== 'SetOperation') return undefined;
  const metadata = child(node, 'metadata');
  const [first] = metadata ? children(metadata, 'setOperationMetadataList') : [];
  if (!first) return undefined;
  const match = child(first, 'columnMatchMode')?.['value'];
  const mode = String(child(first, 'columnPropagationMode')?.['value'] ?? 'INNER');
  const isBy = match === 'CORRESPONDING_BY';
  if (!isBy && mode !== 'STRICT') return undefined;
  const inputs = children(node, 'inputs').map((input) => `(${source.slice(rangeOf(input))})`);
  const operator = ['opType', 'allOrDistinct'].map((part) => source.slice(rangeOf(first[part]))).join(' ');
  const { start, end } = rangeOf(node);
  const place = { start: source.indexOf(start), end: source.indexOf(end) };
  if (!isBy) return { ...place, text: strict(inputs, operator) };
  const columns = columnsBy(first, source);
  return { ...place, text: inputs.map((_input, at) => chosen(inputs, at, { columns, mode })).join(` ${operator} `) };
}

function columnsBy(metadata: Flat, source: Source): string[] {
  const list = child(metadata, 'correspondingByColumnList');
  const columns = list ? children(list, 'identifiers') : [];
  const seen = new Set<string>();
  for (const column of columns) {
    const name = String(column['idString']);
    const at = source.positionOf(source.indexOf(rangeOf(column).start));
    if (seen.has(name.toUpperCase()))
      throw new SqlError(`Duplicate column name ${name} in the CORRESPONDING BY list`, at);
    seen.add(name.toUpperCase());
  }
  return columns.map((column) => source.slice(rangeOf(column)));
}

/** An input's columns of the list; those that it may lack are NULL, of the type that they have elsewhere. */
function chosen(inputs: readonly string[], at: number, { columns, mode }: { columns: string[]; mode: string }): string {
  const list = columns.join(', ');
  const input = inputs[at] ?? '';
  if (mode === 'STRICT')
    return `(SELECT ${list} FROM (${input} UNION ALL (SELECT ${columns.map(() => 'NULL').join(', ')} LIMIT 0)))`;
  const models = mode === 'FULL' ? inputs.filter((_input, other) => other !== at) : at > 0 ? inputs.slice(0, 1) : [];
  if (mode === 'INNER' || models.length === 0) return `(SELECT ${list} FROM ${input})`;
  const others = models.map((model) => `(SELECT * FROM ${model} LIMIT 0)`);
  return `(SELECT ${list} FROM (${[input, ...others].join(' FULL UNION ALL CORRESPONDING ')}))`;
}

/** Whether all inputs have the same columns is what unions by position with no rows of theirs tell. */
function strict(inputs: readonly string[], operator: string): string {
  const [first = ''] = inputs;
  const result = inputs.join(` FULL ${operator} CORRESPONDING `);
  const common = inputs.join(' UNION ALL CORRESPONDING ');
  return `((SELECT * FROM (${result})) UNION ALL (SELECT * FROM ${first} LIMIT 0) UNION ALL (SELECT * FROM (${common}) LIMIT 0))`;
}
