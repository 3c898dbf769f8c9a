import { applyEdits } from '../../../googlesql/edits.ts';
import { child, type Flat, rangeOf } from '../../../googlesql/nodes.ts';
import { EMPTY_SCOPE } from '../../sql/emission/scope.ts';
import { unsupportedSql } from '../../sql/model/errors.ts';
import type { Statement, TranslateContext } from '../../sql/model/types.ts';
import { parseScript } from '../../sql/parse/script.ts';
import { statementOf } from '../../sql/statement.ts';
import { emissionFor } from '../../sql/translate.ts';
import type { Placed } from './scriptRun.ts';

/**
 * What CREATE, ALTER or DROP defines; a query in it is for whoever asks: here, it is left out. `temporaryTables` are the script's, by upper-case name.
 *
 * @throws SqlError
 */
export function definitionOf(
  { node, source }: Placed & { node: Flat },
  context: TranslateContext,
  temporaryTables: ReadonlySet<string> = new Set(),
): Statement {
  const { start, end } = rangeOf(node);
  const written = source.slice({ start, end });
  const from = source.indexOf(start);
  const query = child(node, 'query');
  const text = query ? withoutQuery(written, { from, query, source }) : written;
  const [definition, more] = parseScript(text);
  if (!definition || more) throw unsupportedSql(written.slice(0, 60));
  return statementOf(definition, text, emissionFor(text, context, { ...EMPTY_SCOPE, temporaryTables }));
}

function withoutQuery(
  written: string,
  { from, query, source }: { from: number; query: Flat; source: Placed['source'] },
): string {
  const { start, end } = rangeOf(query);
  const edit = { start: source.indexOf(start) - from, end: source.indexOf(end) - from, text: 'SELECT 1 AS x' };
  return applyEdits(written, [edit]).text;
}
