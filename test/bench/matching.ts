import { matchRule } from '../../functions/src/rule/matchRule.ts';
import type { LoadedRule } from '../../functions/src/rule/readRules.ts';
import type { Rule } from '../../functions/src/rule/schema.ts';
import { whyNotMatched } from '../../functions/src/rule/whyNotMatched.ts';
import type { Report } from './report.ts';

const MOST = 1_000;
const RULES = [10, 100, MOST];
const RUNS = 20_000;

const kinds: Record<string, (n: number) => Pick<Rule, 'When'>> = {
  'prefix and suffix': (n) => ({ When: { Prefix: `/data/team${n % 20}/table${n}/`, Suffix: '.json' } }),
  'prefix and filter': (n) => ({ When: { Prefix: `/data/table${n}/`, Filter: '\\d{4}/\\d{2}/\\d{2}/[^/]+\\.json$' } }),
  'anchored filter': (n) => ({ When: { Filter: `^/data/table${n}/\\d{4}/.*\\.json$` } }),
  'unanchored filter': (n) => ({ When: { Filter: `/table${n}/\\d{4}/` } }),
};

/** How long finding the rule of a path takes, with few and with many rules; half of the paths have none. */
export async function matching(): Promise<Report[]> {
  const rows = Object.keys(kinds).map((kind) => ({
    'how the rules match': kind,
    ...Object.fromEntries(RULES.map((count) => [`µs with ${count} rules`, microseconds(kind, count, matchRule)])),
    [`µs, one rule after the other of ${MOST}`]: microseconds(kind, MOST, oneAfterTheOther),
  }));
  return [{ title: 'Matching: one path against all rules', rows }];
}

/** As it would be without an index. */
const oneAfterTheOther: typeof matchRule = (rules, path) => {
  const found = rules.filter(({ rule }) => whyNotMatched(rule, path) === undefined);
  const [rule] = found;
  return rule === undefined ? { outcome: 'noMatch' } : { outcome: 'matched', rule };
};

function microseconds(kind: string, count: number, match: typeof matchRule): number {
  const conditions = kinds[kind];
  const rules = Array.from({ length: count }, (_, n): LoadedRule => {
    const rule: Rule = { ...conditions?.(n), Dest: { Table: 'd.t' } };
    return { rule, url: 'rules/bench.yaml', index: n, line: 1 };
  });
  const paths = Array.from({ length: 500 }, (_, n) => pathOf(kind, (n * 7) % (count * 2)));
  const runs = match === matchRule ? RUNS : RUNS / 40;
  const run = (): number => {
    const started = performance.now();
    for (let n = 0; n < runs; n++) match(rules, paths[n % paths.length] ?? '');
    return ((performance.now() - started) * 1000) / runs;
  };
  run();
  return run();
}

const pathOf = (kind: string, n: number): string =>
  `/data/${kind === 'prefix and suffix' ? `team${n % 20}/` : ''}table${n}/2026/01/31/part-00042.json`;
