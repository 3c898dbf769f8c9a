import { literalPrefix } from './literalPrefix.ts';
import type { LoadedRule } from './readRules.ts';
import { compileRegex } from './regex.ts';
import type { Rule } from './schema.ts';

export type Match =
  | { outcome: 'matched'; rule: LoadedRule }
  | { outcome: 'noMatch' }
  /** Only disabled rules match; this is the first. */
  | { outcome: 'disabled'; rule: LoadedRule }
  /** Several enabled rules match: nobody can say which one is meant. */
  | { outcome: 'ambiguous'; rules: LoadedRule[] };

/**
 * Finds the rule for an object by its path (`/` and the object's name). The list is indexed once, when it is first
 * seen, so a changed list must be a new one. Throws where a regular expression does not compile, which `readRules` rules out.
 */
export function matchRule(rules: readonly LoadedRule[], path: string): Match {
  let index = indexes.get(rules);
  if (index === undefined) {
    index = indexOf(rules);
    indexes.set(rules, index);
  }
  const matching = candidates(index, path)
    .filter(({ takes }) => takes(path))
    .sort((a, b) => a.place - b.place);
  const enabled = matching.filter(({ loaded }) => loaded.rule.Disabled !== true);
  const [first] = matching;
  const [one, other] = enabled;
  if (first === undefined) return { outcome: 'noMatch' };
  if (one === undefined) return { outcome: 'disabled', rule: first.loaded };
  if (other === undefined) return { outcome: 'matched', rule: one.loaded };
  return { outcome: 'ambiguous', rules: enabled.map(({ loaded }) => loaded) };
}

interface Entry {
  place: number;
  loaded: LoadedRule;
  takes(path: string): boolean;
}

/** Rules by the text that a path must begin with, and the lengths of those texts. */
interface Index {
  lengths: readonly number[];
  byPrefix: ReadonlyMap<string, readonly Entry[]>;
}

const indexes = new WeakMap<readonly LoadedRule[], Index>();

function indexOf(rules: readonly LoadedRule[]): Index {
  const entries = rules.map((loaded, place) => ({ place, loaded, takes: conditionsOf(loaded.rule) }));
  const byPrefix = Map.groupBy(entries, ({ loaded }) => prefixOf(loaded.rule));
  return { byPrefix, lengths: [...new Set([...byPrefix.keys()].map((prefix) => prefix.length))] };
}

function candidates({ lengths, byPrefix }: Index, path: string): Entry[] {
  const found: Entry[] = [];
  for (const length of lengths) {
    const entries = length <= path.length ? byPrefix.get(path.slice(0, length)) : undefined;
    if (entries) found.push(...entries);
  }
  return found;
}

const filterOf = ({ When, Dest }: Rule): string | undefined => When?.Filter || Dest.Pattern;

function prefixOf(rule: Rule): string {
  const literal = literalPrefix(filterOf(rule) ?? '');
  const given = rule.When?.Prefix ?? '';
  return literal.length > given.length ? literal : given;
}

/** All conditions of a rule as one test, the cheap ones first. An empty text is no condition. */
function conditionsOf(rule: Rule): (path: string) => boolean {
  const { Prefix = '', Suffix = '', Exclusion } = rule.When ?? {};
  const filter = filterOf(rule);
  const wanted = filter ? compileRegex(filter) : undefined;
  const unwanted = Exclusion ? compileRegex(Exclusion) : undefined;
  return (path) =>
    path.startsWith(Prefix) &&
    path.endsWith(Suffix) &&
    (wanted === undefined || wanted.test(path)) &&
    (unwanted === undefined || !unwanted.test(path));
}
