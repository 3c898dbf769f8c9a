import { describe, expect, test } from 'vitest';
import { problemsOfSet } from '../../../../functions/cli/check/problemsOfSet.ts';
import { readRules } from '../../../../functions/src/action/ruleReader.ts';

/** The problems that only a look at all rules shows, as `line:column severity message`. */
function problemsIn(text: string): string[] {
  const { rules, problems } = readRules('f.yaml', text);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return problemsOfSet({ rules, own: problems, triggerBucket: 'landing' })
    .filter(({ message }) => !message.includes('every file is a load'))
    .map(({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`);
}

const ruleOf = (when: string, more = ''): string => `- {When: {${when}}, Dest: {Table: d.t}${more}}\n`;

describe('rules that overlap', () => {
  test.each([
    ['Prefix: /data/', 'Prefix: /data/orders/', '/data/orders/x'],
    ['Prefix: /data/', 'Suffix: .json', '/data/x.json'],
    ['Suffix: .json', 'Suffix: orders.json', '/xorders.json'],
    ['Prefix: /data/', 'Filter: "^/data/v[12]/.*[.]csv$"', undefined],
    ['Prefix: /a/, Filter: "orders_[0-9]+"', 'Prefix: /, Suffix: .csv', undefined],
  ])('%s and %s: a path shows it', (one, other, path) => {
    const [problem = '', ...more] = problemsIn(ruleOf(one) + ruleOf(other));
    expect(problem).toMatch(/^2:3 warning|^2:1 warning/);
    expect(problem).toContain('this rule and the one at f.yaml:1 both take /');
    if (path !== undefined) expect(problem).toContain(`both take ${path}: `);
    expect(more).toEqual([]);
  });

  test.each([
    ['Prefix: /data/a/', 'Prefix: /data/b/'],
    ['Prefix: /data/, Suffix: .json', 'Prefix: /data/, Suffix: .csv'],
    ['Prefix: /data/, Exclusion: ^/data/orders/', 'Prefix: /data/orders/'],
    ['Filter: "^/a/[0-9]+$"', 'Filter: "^/a/[a-z]+$"'],
  ])('%s and %s do not', (one, other) => {
    expect(problemsIn(ruleOf(one) + ruleOf(other))).toEqual([]);
  });

  test('one of them may be disabled', () => {
    expect(problemsIn(ruleOf('Prefix: /data/') + ruleOf('Prefix: /data/', ', Disabled: true'))).toEqual([]);
  });
});

describe('actions that bring files back', () => {
  const moveTo = (url: string): string => `, OnSuccess: [ {Action: move, Request: {DestURL: "${url}"}} ]`;

  test.each([
    ['Prefix: /', moveTo('gs://landing/done')],
    ['Prefix: /', moveTo('gs://$TriggerBucket/done')],
    ['Suffix: .json', moveTo('gs://landing/')],
    ['Prefix: /data/', moveTo('gs://landing/data/done')],
    [
      'Suffix: .json',
      ', OnSuccess: [ {Action: export, Request: {Source: d.t, DestURL: "gs://landing/out/part-*.json"}} ]',
    ],
    [
      'Suffix: .json',
      `, OnFailure: [ {Action: delete, OnSuccess: [ {Action: move, Request: {DestURL: "gs://landing/bad"}} ]} ]`,
    ],
  ])('%s %s is a loop', (when, actions) => {
    expect(problemsIn(ruleOf(when, actions))).toEqual([
      expect.stringMatching(
        /error On\w+\[0\].*Request\.DestURL: a file \/.* into the trigger bucket, which the rule at f\.yaml:1 takes/,
      ),
    ]);
  });

  test('so is what another rule takes', () => {
    const [problem] = problemsIn(ruleOf('Prefix: /in/', moveTo('gs://landing/done')) + ruleOf('Prefix: /done/'));
    expect(problem).toContain('into the trigger bucket, which the rule at f.yaml:2 takes');
  });

  test.each([
    ['Prefix: /data/', moveTo('gs://landing/done')],
    ['Prefix: /', moveTo('gs://archive/done')],
  ])('%s %s is none', (when, actions) => {
    expect(problemsIn(ruleOf(when, actions))).toEqual([]);
  });
});
