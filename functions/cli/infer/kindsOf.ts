import { fileEnding } from '../../src/rule/sourceFormat.ts';
import type { Sample } from './formats/sample.ts';
import { stemOf } from './stemOf.ts';

/** More words than these in the names of one folder's files are no kinds, but names of people or machines. */
const MAX_WORDS = 10;

/** Files that one rule may take: in one folder but for numbers and dates, with names that end alike, and begin with the same word. */
export function kindsOf(samples: readonly Sample[]): (readonly [Sample, ...Sample[]])[] {
  const byFolder = Map.groupBy(samples, ({ name }) => `${folderOf(name)} ${fileEnding(name).text.toLowerCase()}`);
  return [...byFolder.values()].flatMap((together) => {
    const byWord = Map.groupBy(together, ({ name }) => wordOf(name));
    const kinds = byWord.size > MAX_WORDS || byWord.has('') ? [together] : [...byWord.values()];
    return kinds.flatMap(([first, ...others]) => (first ? [[first, ...others] as const] : []));
  });
}

const folderOf = (name: string): string =>
  name.slice(0, name.lastIndexOf('/') + 1).replace(/(?:\w+=)?\d[\d_-]*\//g, '');

/** Empty for a name that is made by chance, or by counting: such files belong together. */
function wordOf(name: string): string {
  const file = name.slice(name.lastIndexOf('/') + 1).replace(/\..*$/s, '');
  return /^[\da-f_-]+$/i.test(file) || /\d[a-z]+\d/i.test(file) ? '' : stemOf(file);
}
