import type { LoadedRule } from './readRules.ts';
import { compileRegex } from './regex.ts';
import { type Need, requiredTexts, shortest } from './requiredTexts.ts';
import type { Rule } from './schema.ts';
import { createTextIndex, type TextIndex } from './textIndex.ts';

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
  const matching = [...candidates(index, path)].filter(({ takes }) => takes(path)).sort((a, b) => a.place - b.place);
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

/** Rules by a text that stands in every path which they take, and those of which there is none. */
interface Index {
  byText: TextIndex<Entry>;
  others: readonly Entry[];
}

const indexes = new WeakMap<readonly LoadedRule[], Index>();

function indexOf(rules: readonly LoadedRule[]): Index {
  const entries = rules.map((loaded, place) => ({ place, loaded, takes: conditionsOf(loaded.rule) }));
  const needs = entries.map((entry) => ({ entry, needs: needsOf(entry.loaded.rule) }));
  const frequency = new Map<string, number>();
  for (const text of needs.flatMap((one) => one.needs.flat())) frequency.set(text, (frequency.get(text) ?? 0) + 1);
  const chosen = needs.map(({ entry, needs }) => ({ entry, need: rarest(needs, frequency) }));
  return {
    byText: createTextIndex(chosen.flatMap(({ entry, need = [] }) => need.map((text) => [text, entry] as const))),
    others: chosen.filter(({ need }) => need === undefined).map(({ entry }) => entry),
  };
}

/** The need that the fewest rules share; of several, the longest. */
function rarest(needs: readonly Need[], frequency: ReadonlyMap<string, number>): Need | undefined {
  const shared = (need: Need): number => Math.max(...need.map((text) => frequency.get(text) ?? 0));
  return needs.toSorted((a, b) => shared(a) - shared(b) || shortest(b) - shortest(a))[0];
}

function needsOf(rule: Rule): readonly Need[] {
  const { Prefix = '', Suffix = '' } = rule.When ?? {};
  const given = [Prefix, Suffix].filter((text) => text !== '');
  return [...given.map((text): Need => [text]), ...requiredTexts(filterOf(rule) ?? '')];
}

const candidates = ({ byText, others }: Index, path: string): Iterable<Entry> =>
  new Set([...byText.within(path), ...others]);

const filterOf = ({ When, Dest }: Rule): string | undefined => When?.Filter || Dest.Pattern;

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
