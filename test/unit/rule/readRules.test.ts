import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRules } from '../../../functions/src/action/ruleReader.ts';

const GOOD = 'When: {Prefix: /a/}\nDest: {Table: d.t}\n';

/** Errors as an editor would list them. */
const errorsOf = (text: string): string[] =>
  readRules('rules/test.yaml', text)
    .problems.filter(({ severity }) => severity === 'error')
    .map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('a rule file holds', () => {
  test.each([
    ['one rule', GOOD, 1],
    ['a list', '- {When: {Prefix: /a/}, Dest: {Table: d.t}}\n- {When: {Prefix: /b/}, Dest: {Table: d.t}}\n', 2],
    ['several documents', `${GOOD}---\n${GOOD}---\n`, 2],
    ['a JSON object', '{\n\t"When": {"Prefix": "/a/"},\n\t"Dest": {"Table": "d.t"}\n}', 1],
    ['a JSON list', '[{"When": {"Prefix": "/a/"}, "Dest": {"Table": "d.t"}}]', 1],
    ['a byte order mark first', `\uFEFF${GOOD}`, 1],
    ['Windows line ends', GOOD.replaceAll('\n', '\r\n'), 1],
    ['shared parts (anchors)', '- &r {When: {Prefix: /a/}, Dest: {Table: d.t}}\n- *r\n', 2],
  ])('%s', (_, text, count) => {
    expect(errorsOf(text)).toEqual([]);
    expect(readRules('f', text).rules).toHaveLength(count);
  });

  test.each(['', '# nothing yet\n', '---\n', '[]'])('no rule at all, which is a warning: %j', (text) => {
    expect(readRules('f', text)).toMatchObject({ rules: [], problems: [{ severity: 'warning', line: 1, column: 1 }] });
  });

  test('rules that know where they stand', () => {
    const { rules } = readRules('rules/x.yaml', `${GOOD}---\n- When: {Suffix: .csv}\n  Dest: {Table: d.u}\n`);
    expect(rules.map(({ url, index, line }) => ({ url, index, line }))).toEqual([
      { url: 'rules/x.yaml', index: 0, line: 1 },
      { url: 'rules/x.yaml', index: 1, line: 4 },
    ]);
  });

  test('all of its rules or none', () => {
    expect(readRules('f', `${GOOD}---\nDest: {}\n`).rules).toEqual([]);
  });
});

describe('names', () => {
  test('of fields, actions and fixed values match without regard to case', () => {
    const text = `
when: {PREFIX: /a/}
dest:
  table: d.t
  skipLeadingRows: 1
  sourceformat: csv
  timepartitioning: {type: day, FIELD: ts}
  schema: {fields: [{name: ts, type: timestamp}]}
  transient: {dataset: temp, copymethod: dml}
onsuccess: [{action: DELETE, request: {urls: $LoadURIs}}]`;
    expect(errorsOf(text)).toEqual([]);
    expect(readRules('f', text).rules[0]?.rule).toEqual({
      When: { Prefix: '/a/' },
      Dest: {
        Table: 'd.t',
        SkipLeadingRows: 1,
        SourceFormat: 'CSV',
        TimePartitioning: { Type: 'DAY', Field: 'ts' },
        Schema: { Fields: [{ Name: 'ts', Type: 'TIMESTAMP' }] },
        Transient: { Dataset: 'temp', CopyMethod: 'DML' },
      },
      OnSuccess: [{ Action: 'delete', Request: { URLs: '$LoadURIs' } }],
    });
  });

  test('of free maps stay as they are', () => {
    const text = `
When: {Prefix: /a/}
Info: {workflow: w, myTeam: {Name: x}}
Dest: {Table: d.t, Transient: {Dataset: temp}, Transform: {when: '1', When: '2'}}
OnSuccess:
  - {Action: push, Request: {Topic: t, Data: {table: 1, URLs: [a]}, Attributes: {eventid: $EventID}}}
  - {Action: call, Request: {URL: 'https://x', Headers: {x-api-KEY: k}}}`;
    expect(errorsOf(text)).toEqual([]);
    expect(readRules('f', text).rules[0]?.rule).toMatchObject({
      Info: { Workflow: 'w', myTeam: { Name: 'x' } },
      Dest: { Transform: { when: '1', When: '2' } },
      OnSuccess: [
        { Request: { Data: { table: 1, URLs: ['a'] }, Attributes: { eventid: '$EventID' } } },
        { Request: { Headers: { 'x-api-KEY': 'k' } } },
      ],
    });
  });
});

describe('every error names line, column and field, and what to do', () => {
  test.each<[string, string, string[]]>([
    [
      'a misspelt field',
      'When: {Prefix: /a/}\nDest:\n  Tabel: d.t\n',
      ['3:3 Dest.Tabel is not a field here; did you mean Dest.Table?'],
    ],
    [
      'a beginning',
      `${GOOD}Corrupted: gs://b/x\n`,
      ['3:1 Corrupted is not a field here; did you mean CorruptedFileURL?'],
    ],
    [
      'a field unlike any',
      'When: {Prefix: /a/, Zone: x}\nDest: {Table: d.t}\n',
      ['1:21 When.Zone is not a field here; remove it, or use one of Prefix, Suffix, Filter, Exclusion'],
    ],
    [
      'a field given twice',
      'When: {Prefix: /a/}\nDest:\n  Table: d.t\n  TABLE: d.u\n',
      ['4:3 Dest.Table is given twice; keep one'],
    ],
    [
      'a field that is bqtail’s',
      'When: {Prefix: /a/}\nDest: {Table: d.t, sourceUris: [x]}\n',
      ['2:20 Dest.sourceUris is not for a rule to set: the files that the rule matches are loaded'],
    ],
    [
      'a missing field',
      'When: {Prefix: /a/}\nDest: {Override: true}\n',
      ['2:7 Dest.Table is missing: add it, such as shop.orders'],
    ],
    [
      'an empty field',
      `${GOOD}OnFailure:\n`,
      ['3:11 OnFailure is empty: give it a value, such as [ { Action: delete } ], or remove it'],
    ],
    [
      'yes for true',
      `${GOOD}Async: yes\n`,
      ['3:8 Async is the text "yes", and must be true or false (YAML 1.2 has no yes, no, on and off)'],
    ],
    [
      'a number in quotes',
      `${GOOD}MaxReload: "3"\n`,
      ['3:12 MaxReload is the text "3", and must be a whole number: remove the quotes'],
    ],
    ['a fraction', `${GOOD}MaxReload: 1.5\n`, ['3:12 MaxReload is the number 1.5, and must be a whole number']],
    [
      'a text without quotes',
      'When: {Prefix: /a/}\nDest: {Table: d.t, Partition: 20260131}\n',
      ['2:31 Dest.Partition is the number 20260131, and must be a text: put it in quotes'],
    ],
    [
      'no list',
      `${GOOD}OnSuccess: {Action: delete}\n`,
      ['3:12 OnSuccess is a map, and must be a list, such as [ { Action: delete } ]: put it in [ ]'],
    ],
    [
      'a value that is not among the fixed ones',
      'When: {Prefix: /a/}\nDest: {Table: d.t, SourceFormat: CVS}\n',
      [
        '2:34 Dest.SourceFormat is the text "CVS", and must be one of CSV, NEWLINE_DELIMITED_JSON, AVRO, PARQUET, ORC, DATASTORE_BACKUP; did you mean CSV?',
      ],
    ],
    [
      'a short window',
      `${GOOD}Batch: {Window: {DurationInSec: 9}}\n`,
      ['3:33 Batch.Window.DurationInSec is the number 9: it must be at least 10 seconds'],
    ],
    [
      'an unknown action',
      `${GOOD}OnSuccess:\n  - Action: Muve\n`,
      ['4:13 OnSuccess[0].Action: there is no action "Muve"; did you mean move?'],
    ],
    [
      'an action without a name',
      `${GOOD}OnSuccess:\n  - Request: {}\n`,
      [
        '4:5 OnSuccess[0].Action is missing: name one of call, copy, delete, drop, export, insert, move, notify, push, query',
      ],
    ],
    [
      'a field of another action',
      `${GOOD}OnSuccess:\n  - {Action: drop, Request: {Tables: d.t}}\n`,
      ['4:30 OnSuccess[0].Request.Tables is not a field here; did you mean OnSuccess[0].Request.Table?'],
    ],
    [
      'no rule',
      'hello',
      ['1:1 this is no rule: a file holds a rule, which is a map of fields such as When and Dest, or a list of rules'],
    ],
    [
      'an empty list entry',
      `- {When: {Prefix: /a/}, Dest: {Table: d.t}}\n- \n`,
      ['2:3 this is no rule: a file holds a rule, which is a map of fields such as When and Dest, or a list of rules'],
    ],
    [
      'broken YAML',
      'When: {Prefix: /a/\nDest: {Table: d.t}\n',
      ['2:1 this is not valid YAML: Flow map in block collection must be sufficiently indented and end with a }'],
    ],
    [
      'an alias without anchor',
      'When: *nobody\nDest: {Table: d.t}\n',
      ['1:7 there is no anchor for *nobody before it'],
    ],
  ])('%s', (_, text, errors) => {
    expect(errorsOf(text)).toEqual(errors);
  });

  test('in the order of the file, the field canonical', () => {
    const { problems } = readRules('r.yaml', 'dest: {tabel: d.t}\nasync: no\n');
    expect(problems).toMatchObject([
      { file: 'r.yaml', line: 1, column: 1, field: 'When', severity: 'error' },
      { file: 'r.yaml', line: 1, column: 8, field: 'Dest.tabel', severity: 'error' },
      { file: 'r.yaml', line: 2, column: 8, field: 'Async', severity: 'error' },
    ]);
  });
});

describe('a hostile file is refused, and quickly', () => {
  const bomb = Array.from(
    { length: 12 },
    (_, i) =>
      `k${i}: &k${i} [${Array(9)
        .fill(i === 0 ? 'x' : `*k${i - 1}`)
        .join(',')}]`,
  );

  test.each([
    ['aliases that expand without end', `${GOOD}Info:\n  ${bomb.join('\n  ')}\n`],
    ['an alias of itself', `Info: &a\n  x: *a\n${GOOD}`],
    ['thousands of brackets', '['.repeat(20_000)],
    ['values nested hundreds deep', `${GOOD}Info: {x: ${'['.repeat(300)}${']'.repeat(300)}}\n`],
    ...[1000, 2000, 4000, 8000].map((depth) => [
      `${depth} lists in one another`,
      `${GOOD}Info: {x: ${'['.repeat(depth)}${']'.repeat(depth)}}\n`,
    ]),
  ])('%s', (_, text = '') => {
    const { rules, problems } = readRules('f', text);
    expect(rules).toEqual([]);
    expect(problems).toMatchObject([{ severity: 'error' }]);
  });

  test('a key that would reach into the prototype is just a key', () => {
    expect(errorsOf(`__proto__: {x: 1}\n${GOOD}`)).toMatchObject([
      expect.stringContaining('__proto__ is not a field here'),
    ]);
    readRules('f', `Info: {__proto__: {polluted: true}}\n${GOOD}`);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('whatever the text, reading never throws, and problems have a place', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'When: ',
        'Dest: ',
        '{',
        '}',
        '[',
        ']',
        '- ',
        '\n',
        '  ',
        '&a ',
        '*a',
        '!!x ',
        ': ',
        '? ',
        '|',
        '"',
        '---\n',
        'Action: delete\n',
        'null',
        '%YAML 1.1\n',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        for (const { line, column } of readRules('f', pieces.join('')).problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(column).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});
