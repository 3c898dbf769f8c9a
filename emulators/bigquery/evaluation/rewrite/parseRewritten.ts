import { applyEdits, type Edit } from '../../../googlesql/edits.ts';
import type { GoogleSql } from '../../../googlesql/googleSql.ts';
import type { Node } from '../../../googlesql/messages.ts';
import { descend, rangeOf } from '../../../googlesql/nodes.ts';
import { type Source, sourceOf } from '../../../googlesql/source.ts';
import { approximateEdit } from './approximateEdit.ts';
import { correspondingEdit } from './correspondingEdit.ts';
import { groupByAllEdit } from './groupByAllEdit.ts';
import { nameBased } from './nameBased.ts';
import { pipeEdits } from './pipeEdits.ts';

/** More than any statement that somebody writes. */
const MAX_REWRITINGS = 100;

/**
 * Parses a script, and rewrites what GoogleSQL's service cannot do yet by what it can, innermost first.
 *
 * @throws GoogleSqlError whose position is in the text as it was written
 */
export async function parseRewritten(googleSql: GoogleSql, written: Source): Promise<{ script: Node; source: Source }> {
  const plain = rewritten(written, written, pipeEdits(written.text));
  let source = rewritten(written, plain, nameBased(plain.text));
  for (let count = 0; ; count++) {
    const script = await googleSql.parse(source.text);
    const edit = count < MAX_REWRITINGS ? lastEdit(script, source) : undefined;
    if (!edit) return { script, source };
    source = rewritten(written, source, [edit]);
  }
}

/** Nodes come before those within them, so the last one that is to be rewritten holds no other. */
function lastEdit(script: Node, source: Source): Edit | undefined {
  let found: Edit | undefined;
  const analytic = new Set<number>();
  for (const node of descend(script)) {
    // A call with OVER is rewritten as a whole.
    if (node.kind === 'AnalyticFunctionCall') analytic.add(rangeOf(node).start);
    if (node.kind === 'FunctionCall' && analytic.has(rangeOf(node).start)) continue;
    found = correspondingEdit(node, source) ?? approximateEdit(node, source) ?? groupByAllEdit(node, source) ?? found;
  }
  return found;
}

function rewritten(written: Source, source: Source, edits: readonly Edit[]): Source {
  if (edits.length === 0) return source;
  const { text, original } = applyEdits(source.text, edits);
  return sourceOf(text, { written: written.text, original: (index) => source.originalOf(original(index)) });
}
