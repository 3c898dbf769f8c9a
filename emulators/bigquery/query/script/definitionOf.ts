import { applyEdits } from '../../../googlesql/edits.ts';
import { child, type Flat, rangeOf } from '../../../googlesql/nodes.ts';
import { unsupportedSql } from '../../sql/model/errors.ts';
import type { Statement, TranslateContext } from '../../sql/model/types.ts';
import { translate } from '../../sql/translate.ts';
import type { Placed } from './scriptRun.ts';

/** What CREATE, ALTER or DROP defines; a query in it is for whoever asks: here, it is left out. @throws SqlError */
export function definitionOf({ node, source }: Placed & { node: Flat }, context: TranslateContext): Statement {
  const { start, end } = rangeOf(node);
  const written = source.slice({ start, end });
  const from = source.indexOf(start);
  const query = child(node, 'query');
  const [definition, more] = translate(query ? withoutQuery(written, { from, query, source }) : written, context);
  if (!definition || more) throw unsupportedSql(written.slice(0, 60));
  return definition;
}

function withoutQuery(
  written: string,
  { from, query, source }: { from: number; query: Flat; source: Placed['source'] },
): string {
  const { start, end } = rangeOf(query);
  const edit = { start: source.indexOf(start) - from, end: source.indexOf(end) - from, text: 'SELECT 1 AS x' };
  return applyEdits(written, [edit]).text;
}
