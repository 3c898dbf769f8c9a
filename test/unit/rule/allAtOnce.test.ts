import { expect, test } from 'vitest';
import { actionKinds } from '../../../functions/src/action/actionKinds.ts';
import { EXAMPLES } from '../../../functions/src/rule/examples.ts';
import { problemsIn } from './problemsIn.ts';

test('all that is wrong with a rule is said at once: names, types, and how fields fit together', () => {
  const text = `
When: {Prefix: a/, Suffx: .json}
Async: yes
Dest:
  Table: shop.$Shp
  Expiry: soon
  Schema: {Fields: [ {Name: qty, Type: STRNG}, {Name: id, Type: INTEGER}, {Name: ID, Type: INTEGER} ]}
OnSuccess:
  - {Action: remove}
  - {Action: query, Request: {SQL: a, SQLURL: b}}
`;
  expect(problemsIn(text)).toEqual([
    expect.stringMatching(/^2:16 When\.Prefix a\/ never matches/),
    expect.stringMatching(/^2:20 When\.Suffx is not a field here; did you mean When\.Suffix\?/),
    expect.stringMatching(/^3:8 Async is the text "yes"/),
    expect.stringMatching(/^5:10 Dest\.Table: there is no variable \$Shp here/),
    expect.stringMatching(/^6:11 Dest\.Expiry: "soon" is no duration/),
    expect.stringMatching(/^7:40 Dest\.Schema\.Fields\[0\]\.Type is the text "STRNG".* did you mean STRING\?/),
    expect.stringMatching(/^7:82 Dest\.Schema\.Fields\[2\]\.Name: there is a column id already/),
    expect.stringMatching(/^9:14 OnSuccess\[0\]\.Action: there is no action "remove"; did you mean delete\?/),
    expect.stringMatching(/^10:30 OnSuccess\[1\]\.Request has SQL and SQLURL; keep one/),
  ]);
});

test.each([
  'When: {Prefx: /a/}\nDest: {Table: d.t}\n',
  'When: {Prefix: 5}\nDest: {Table: d.t}\n',
  'When: {Prefix: /a/}\nDest: {Tabel: d.t, Partition: $Date}\n',
  'When: {Prefix: /a/}\nDest: {Table: d.t, Transient: {Datset: temp}, UniqueColumns: [id]}\n',
  'When: {Prefix: /a/}\nDest: {Table: d.t_$1, Patern: ^/a/(.)}\n',
  'When: {Prefix: /a/}\nDest: {Table: d.t_$Year, Pattern: ^/a/(.), Parameters: [ {Name: Year, Expresion: $1} ]}\n',
  'When: {Prefix: /a/}\nDest: {Table: d.t, TimePartitioning: {Type: DAY, Field: day}, Schema: {Fields: [ {Name: day, Type: DAT} ]}}\n',
])('one fault is said once, without its echo: %j', (text) => {
  expect(problemsIn(text)).toHaveLength(1);
});

test.each([
  ['remove', 'delete'],
  ['rename', 'move'],
  ['mv', 'move'],
  ['cp', 'copy'],
  ['slack', 'notify'],
  ['http', 'call'],
  ['webhook', 'call'],
  ['sql', 'query'],
  ['Publish', 'push'],
  ['unload', 'export'],
])('what others call %s is told to be %s, and not taken', (name, meant) => {
  expect(problemsIn(`When: {Prefix: /a/}\nDest: {Table: d.t}\nOnSuccess: [ {Action: ${name}} ]\n`)).toEqual([
    `3:23 OnSuccess[0].Action: there is no action ${JSON.stringify(name)}; did you mean ${meant}?`,
  ]);
});

test('no two actions are called the same elsewhere, and none is called what another is', () => {
  const names = [...actionKinds.values()].flatMap(({ name, alsoCalled }) => [name, ...alsoCalled]);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

test.each(Object.entries(EXAMPLES))('the example of %s is right', (field, example) => {
  const rule: Record<string, Record<string, unknown>> = {
    When: { Prefix: '/a/' },
    Dest: { Table: 'd.t', Pattern: '(a)', Transient: { Dataset: 'temp' } },
    Batch: { Window: { DurationInSec: 90 } },
  };
  const [top = '', ...below] = field.split('.');
  const inner = below.reduceRight<unknown>((value, name) => ({ [name]: value }), 'EXAMPLE');
  const whole = { ...rule, [top]: below.length > 0 ? { ...rule[top], ...Object(inner) } : inner };
  // JSON is YAML, and so is the example in the place of a text.
  const flow = example.startsWith('- ') ? `[ ${example.slice(2)} ]` : example;
  expect(problemsIn(JSON.stringify(whole).replace('"EXAMPLE"', () => flow))).toEqual([]);
});
