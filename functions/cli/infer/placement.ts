import { fileEnding } from '../../src/rule/sourceFormat.ts';
import { stemOf } from './stemOf.ts';

/** Where files of one kind lie, and what their paths say of them. */
export interface Placement {
  prefix: string;
  suffix: string;
  /** A word for them: what their table may be called. */
  stem: string;
  /** Where each path holds a day: RE2 with the groups year, month and day. */
  dayPattern?: string;
}

/** A day, its parts together, or parted by - _ or /, or as `year=2026/month=01/day=31`. */
const DAY = /(?<!\d)(?:year=)?(20\d\d)([-_/]?(?:month=)?)(0[1-9]|1[0-2])([-_/]?(?:day=)?)(0[1-9]|[12]\d|3[01])(?!\d)/;

/** By the names of objects, all of one kind; files of other kinds may lie in the same folder. */
export function placementOf(names: readonly [string, ...string[]], others: readonly string[] = []): Placement {
  const paths = names.map((name) => `/${name}`);
  const [first = '/'] = paths;
  const suffix = suffixOf(paths);
  const day = dayIn(paths);
  const folder = folderOf(paths);
  const neighbours = others.filter((name) => `/${name}`.startsWith(folder));
  const isShared = neighbours.some((name) => name.endsWith(suffix));
  const prefix = day?.prefix ?? (isShared ? wordAt(paths, folder) : folder);
  return {
    prefix,
    suffix,
    stem: wordFor(neighbours.length > 0 ? '' : prefix, first),
    ...(day ? { dayPattern: day.pattern } : {}),
  };
}

function suffixOf(paths: readonly string[]): string {
  const endings = new Set(paths.map((path) => fileEnding(path).text));
  const [only = '', ...more] = endings;
  return only === '' || more.length > 0 ? '' : `.${only}`;
}

function dayIn(paths: readonly string[]): { prefix: string; pattern: string } | undefined {
  const [first = ''] = paths;
  const found = DAY.exec(first);
  if (found === null) return undefined;
  const [whole, , toMonth = '', , toDay = ''] = found;
  const prefix = first.slice(0, found.index);
  const hive = whole.startsWith('year=') ? 'year=' : '';
  const pattern = `^${escaped(prefix + hive)}(\\d{4})${escaped(toMonth)}(\\d{2})${escaped(toDay)}(\\d{2})`;
  const matches = new RegExp(pattern);
  return paths.every((path) => matches.test(path)) ? { prefix, pattern } : undefined;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The folder of all; of files that lie in no folder, what their names begin with. */
function folderOf(paths: readonly string[]): string {
  const [first = '/'] = paths;
  const isShared = (prefix: string): boolean => paths.every((path) => path.startsWith(prefix));
  let folder = first.slice(0, first.lastIndexOf('/') + 1);
  while (!isShared(folder)) folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  return folder === '/' ? wordAt(paths, folder) : folder;
}

/** The word that all names in the folder begin with. */
function wordAt([first = '', ...others]: readonly string[], folder: string): string {
  const word = folder + (/^[^\d./]*/.exec(first.slice(folder.length))?.[0] ?? '');
  return others.every((path) => path.startsWith(word)) ? word : folder;
}

function wordFor(prefix: string, path: string): string {
  const parts = prefix.split('/').filter((part) => /[a-z]/i.test(part) && !part.includes('='));
  return stemOf(parts.at(-1) ?? path.replace(/^.*\//, '')).replace(/_+$/, '');
}
