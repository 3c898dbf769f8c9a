import { matchRule } from '../../functions/src/rule/matchRule.ts';
import type { LoadedRule } from '../../functions/src/rule/readRules.ts';
import type { Rule } from '../../functions/src/rule/schema.ts';

/** How long finding the rule of a path takes, with few and with many rules: `node test/bench/matchRule.ts`. */
const RUNS = 20_000;

const kinds: Record<string, (n: number) => Pick<Rule, 'When'>> = {
  'prefix and suffix': (n) => ({ When: { Prefix: `/data/team${n % 20}/table${n}/`, Suffix: '.json' } }),
  'prefix and filter': (n) => ({ When: { Prefix: `/data/table${n}/`, Filter: '\\d{4}/\\d{2}/\\d{2}/[^/]+\\.json$' } }),
  'anchored filter': (n) => ({ When: { Filter: `^/data/table${n}/\\d{4}/.*\\.json$` } }),
  'unanchored filter': (n) => ({ When: { Filter: `/table${n}/\\d{4}/` } }),
};

const pathOf = (kind: string, n: number): string =>
  `/data/${kind === 'prefix and suffix' ? `team${n % 20}/` : ''}table${n}/2026/01/31/part-00042.json`;

for (const [kind, conditions] of Object.entries(kinds)) {
  for (const count of [10, 100, 1_000]) {
    const rules = Array.from(
      { length: count },
      (_, n): LoadedRule => ({
        rule: { ...conditions(n), Dest: { Table: 'd.t' } },
        url: 'rules/bench.yaml',
        index: n,
        line: 1,
      }),
    );
    const paths = Array.from({ length: 500 }, (_, i) => pathOf(kind, (i * 7) % (count * 2)));
    const runs = kind === 'unanchored filter' ? RUNS / 20 : RUNS;
    const time = (): number => {
      const start = process.hrtime.bigint();
      for (let i = 0; i < runs; i++) matchRule(rules, paths[i % paths.length] ?? '');
      return Number(process.hrtime.bigint() - start) / 1000 / runs;
    };
    time();
    console.log(`${kind.padEnd(20)} ${String(count).padStart(5)} rules ${time().toFixed(2).padStart(9)} µs a match`);
  }
}
