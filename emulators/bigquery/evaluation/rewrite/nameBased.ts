import type { Edit } from '../../../googlesql/edits.ts';
import { words } from './words.ts';

/**
 * `UNION ALL BY NAME [ON (…)]` is `UNION ALL STRICT CORRESPONDING [BY (…)]`; with INNER it is CORRESPONDING, with LEFT or FULL the same with that.
 * https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax#by_name_or_corresponding
 */
export function nameBased(text: string): Edit[] {
  if (!/\bBY\s+NAME\b/i.test(text)) return [];
  const all = words(text);
  return all.flatMap((word, index) => {
    const [how, by, name, on] = [all[index - 1], word, all[index + 1], all[index + 2]];
    if (by.upper !== 'BY' || name?.upper !== 'NAME' || !how || !['ALL', 'DISTINCT'].includes(how.upper)) return [];
    const mode = modeBefore(all.slice(0, index - 1).map(({ upper }) => upper));
    const ending = on?.upper === 'ON' ? on.end : name.end;
    const corresponding = `${mode === '' ? 'STRICT ' : ''}CORRESPONDING${on?.upper === 'ON' ? ' BY' : ''}`;
    const inner = mode === 'INNER' ? all[index - 3] : undefined;
    return [
      { start: by.start, end: ending, text: corresponding },
      ...(inner ? [{ start: inner.start, end: inner.end, text: '' }] : []),
    ];
  });
}

/** What stands before UNION, INTERSECT or EXCEPT. */
function modeBefore(before: readonly string[]): 'INNER' | 'OUTER' | '' {
  const word = before.at(-2);
  if (word === 'INNER') return 'INNER';
  return word === 'FULL' || word === 'LEFT' || word === 'OUTER' ? 'OUTER' : '';
}
