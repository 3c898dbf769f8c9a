import { describe, expect, test } from 'vitest';
import { readRules } from '../../../functions/src/action/ruleReader.ts';
import { matchRule } from '../../../functions/src/rule/matchRule.ts';
import { whyNotMatched } from '../../../functions/src/rule/whyNotMatched.ts';

const PATH = '/data/orders/1.json';

describe('why a rule does not take a path', () => {
  test.each([
    ['When: { Prefix: /data/ }\nDest: { Table: d.t }', undefined],
    ['When: { Prefix: /other/ }\nDest: { Table: d.t }', 'the path does not begin with When.Prefix /other/'],
    ['When: { Prefix: /data/, Suffix: .csv }\nDest: { Table: d.t }', 'the path does not end with When.Suffix .csv'],
    ["When: { Filter: '\\d{2}' }\nDest: { Table: d.t }", 'When.Filter \\d{2} does not match the path'],
    ['Dest: { Table: d.t, Pattern: /x/ }', 'Dest.Pattern /x/, which is also the filter, does not match the path'],
    ['When: { Prefix: /, Exclusion: orders }\nDest: { Table: d.t }', 'When.Exclusion orders matches the path'],
  ])('%s: %s', (text, why) => {
    const { rules } = readRules('r.yaml', text);
    const [loaded] = rules;
    expect(loaded && whyNotMatched(loaded.rule, PATH)).toBe(why);
    expect(matchRule(rules, PATH).outcome).toBe(why === undefined ? 'matched' : 'noMatch');
  });
});
