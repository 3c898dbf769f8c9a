import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchRule } from '../../../functions/src/rule/matchRule.ts';
import type { LoadedRule } from '../../../functions/src/rule/readRules.ts';
import { compileRegex } from '../../../functions/src/rule/regex.ts';
import type { Rule } from '../../../functions/src/rule/schema.ts';

const loaded = (rules: readonly Partial<Rule>[]): LoadedRule[] =>
  rules.map((rule, index) => ({
    rule: { Dest: { Table: 'd.t' }, ...rule },
    url: 'rules/x.yaml',
    index,
    line: index + 1,
  }));

const outcomeOf = (rules: readonly Partial<Rule>[], path: string): string => matchRule(loaded(rules), path).outcome;

describe('all given conditions must hold', () => {
  test.each<[NonNullable<Rule['When']>, string, boolean]>([
    [{ Prefix: '/data/' }, '/data/x.json', true],
    [{ Prefix: '/data/' }, '/database/x.json', false],
    [{ Prefix: '/data/' }, '/Data/x.json', false],
    [{ Suffix: '.json' }, '/x.json', true],
    [{ Suffix: '.json' }, '/x.json.gz', false],
    [{ Filter: '^/orders/\\d+/' }, '/orders/17/x.csv', true],
    [{ Filter: '^/orders/\\d+/' }, '/orders/a/x.csv', false],
    [{ Filter: 'orders' }, '/my/orders/x.csv', true],
    [{ Prefix: '/d/', Exclusion: '\\.tmp$' }, '/d/x.tmp', false],
    [{ Prefix: '/d/', Exclusion: '\\.tmp$' }, '/d/x.tmp.json', true],
    [{ Prefix: '/d/', Suffix: '.json', Filter: '\\d', Exclusion: 'draft' }, '/d/1.json', true],
    [{ Prefix: '/d/', Suffix: '.json', Filter: '\\d', Exclusion: 'draft' }, '/d/one.json', false],
    [{ Prefix: '/d/', Suffix: '' }, '/d/x', true],
  ])('%j takes %s: %s', (When, path, takes) => {
    expect(outcomeOf([{ When }], path)).toBe(takes ? 'matched' : 'noMatch');
  });

  test('the pattern is the filter, unless one is given', () => {
    const Dest = { Table: 'd.t', Pattern: '/(\\d+)/' };
    expect(outcomeOf([{ Dest }], '/a/17/x')).toBe('matched');
    expect(outcomeOf([{ Dest }], '/a/b/x')).toBe('noMatch');
    expect(outcomeOf([{ When: { Filter: '/b/' }, Dest }], '/a/b/x')).toBe('matched');
  });
});

describe('several rules', () => {
  const When = { Prefix: '/a/' };

  test('one enabled among disabled ones is the rule, so that a rule can be replaced without a gap', () => {
    const rules = loaded([{ When, Disabled: true }, { When: { Suffix: '.json' } }, { When, Disabled: true }]);
    expect(matchRule(rules, '/a/x.json')).toEqual({ outcome: 'matched', rule: rules[1] });
  });

  test('only disabled ones: the first is named', () => {
    const rules = loaded([{ When: { Prefix: '/b/' } }, { When, Disabled: true }]);
    expect(matchRule(rules, '/a/x')).toEqual({ outcome: 'disabled', rule: rules[1] });
  });

  test('several enabled ones: all are named, in their order', () => {
    const rules = loaded([{ When: { Suffix: 'x' } }, { When, Disabled: true }, { When }, { When: { Prefix: '/a/x' } }]);
    expect(matchRule(rules, '/a/x')).toEqual({ outcome: 'ambiguous', rules: [rules[0], rules[2], rules[3]] });
  });

  test('none', () => {
    expect(matchRule([], '/a/x')).toEqual({ outcome: 'noMatch' });
  });
});

test('a regular expression that would never end in a backtracking engine ends at once', () => {
  expect(outcomeOf([{ When: { Filter: '^(a+)+$' } }], `/${'a'.repeat(1000)}!`)).toBe('noMatch');
});

describe('the index changes nothing but the speed', () => {
  const prefix = fc.constantFrom('', '/', '/a', '/a/', '/a/b', '/a/bc/', '/é/', '/😀');
  const suffix = fc.constantFrom('', '.json', 'b', '/');
  const regex = fc.constantFrom(
    '^/a/',
    '^/ab?c',
    '^/ab*',
    '^/a/|b',
    '^/(?:a|b)/',
    '(?m)^b',
    '(?i)^/A/',
    '^/a\\/b\\.',
    '^/😀?x',
    '^/é+',
    '^/a{0,1}b',
    '^[/]a',
    '^.a',
    'b$',
    '^',
    'b/',
    '(?:a|c)/b|x',
    '/(a+b)?c',
    '[/]b/c|\\.json$',
    'é{2}x',
  );
  const rule = fc.record(
    {
      When: fc.record({ Prefix: prefix, Suffix: suffix, Filter: regex, Exclusion: regex }, { requiredKeys: [] }),
      Disabled: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const path = fc
    .array(fc.constantFrom('a', 'b', 'c', '/', '.', 'é', '😀', 'x', '\n', '.json'), { maxLength: 8 })
    .map((parts) => `/${parts.join('')}`);

  /** Each condition as the specification words it, one after the other. */
  const takes = ({ When = {} }: Rule, text: string): boolean =>
    text.startsWith(When.Prefix ?? '') &&
    text.endsWith(When.Suffix ?? '') &&
    (When.Filter === undefined || compileRegex(When.Filter).matcher(text).find()) &&
    (When.Exclusion === undefined || !compileRegex(When.Exclusion).matcher(text).find());

  test('against one rule after the other', () => {
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 8 }), path, (rules, text) => {
        const all = loaded(rules as Partial<Rule>[]);
        const matching = all.filter((one) => takes(one.rule, text));
        const enabled = matching.filter((one) => !one.rule.Disabled);
        const match = matchRule(all, text);
        if (match.outcome === 'matched') expect([match.rule]).toEqual(enabled);
        if (match.outcome === 'ambiguous') expect(match.rules).toEqual(enabled);
        if (match.outcome === 'disabled') expect(match.rule).toBe(matching[0]);
        const expected = ['noMatch', 'disabled', 'matched', 'ambiguous'];
        expect(match.outcome).toBe(expected[Math.min(matching.length, 1) + Math.min(enabled.length, 2)]);
      }),
      { numRuns: 1000 },
    );
  });
});
