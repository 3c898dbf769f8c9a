import { applyEdits, type Edit } from '../../../googlesql/edits.ts';
import { type Source, sourceOf } from '../../../googlesql/source.ts';
import { unsupportedSql } from '../../errors/sqlError.ts';
import { words } from './words.ts';

/** `[project:dataset.table]` where a table can stand is the name in backticks. Legacy SQL is not read any further. */
export function withoutLegacyNames(text: string): Source {
  const all = words(text);
  const edits: Edit[] = [];
  for (const [index, { upper, start }] of all.entries()) {
    const before = all[index - 1]?.upper ?? '';
    if (upper !== '[' || !['FROM', 'JOIN', ','].includes(before)) continue;
    const end = text.indexOf(']', start);
    if (end < 0) continue;
    if (before === ',')
      throw unsupportedSql(
        'tables joined by commas in legacy SQL, which means UNION ALL',
        sourceOf(text).positionOf(start),
      );
    edits.push({ start, end: end + 1, text: `\`${text.slice(start + 1, end)}\`` });
  }
  const { text: edited, original } = applyEdits(text, edits);
  return sourceOf(edited, { written: text, original });
}
