import { describe, expect, it } from 'vitest';
import { lookAtSql } from '../../../../functions/cli/check/lookAtSql.ts';
import { problemsOfSql } from '../../../../functions/cli/check/problemsOfSql.ts';
import type { SqlReader } from '../../../../functions/cli/sql/sqlReader.ts';
import { readRules } from '../../../../functions/src/action/ruleReader.ts';

/** Refuses texts that have `* *`, at its second star. */
function fakeReader(): { reader: SqlReader; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    reader: {
      async syntaxError(script) {
        asked.push(script);
        const lines = script.split('\n');
        const line = lines.findIndex((text) => text.includes('* *'));
        if (line < 0) return undefined;
        return {
          message: 'Syntax error: Unexpected "*"',
          line: line + 1,
          column: (lines[line]?.indexOf('* *') ?? 0) + 3,
        };
      },
      analyze: async () => ({ unknown: [], changed: new Map(), isWhole: true }),
      close: async () => undefined,
    },
  };
}

const rulesOf = (text: string) => {
  const { rules, problems } = readRules('rules/a.yaml', text);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return rules;
};

const RULE = `
When: {Prefix: /in/, Suffix: .json}
Dest:
  Table: ds.t
  Pattern: /in/(d+)
  Parameters: [{Name: Day, Expression: $1}]
  Transient: {Dataset: temp, Criteria: "id > 1"}
  UniqueColumns: [id]
  UniqueOrderBy: ts DESC
  Transform:
    total: price * * qty
    day: DATE '$Day'
OnSuccess:
  - Action: query
    Request:
      SQL: |
        SELECT 1;
        SELECT id * * 2 FROM ds.t
      Dest: ds.u
`;

describe('SQL of rules', () => {
  it('is read as the part of a statement that it is, and its faults are placed in the text as it is written', async () => {
    const { reader, asked } = fakeReader();
    const problems = await problemsOfSql(rulesOf(RULE), reader);
    expect(problems.map(({ field, message }) => [field, message])).toEqual([
      ['Dest.Transform.total', expect.stringContaining('Syntax error: Unexpected "*" [at 1:9]')],
      ['OnSuccess[0].Request.SQL', expect.stringContaining('[at 2:13]')],
    ]);
    expect(problems[0]).toMatchObject({ severity: 'error', file: 'rules/a.yaml', line: 2 });
    expect(new Set(asked)).toEqual(
      new Set([
        'SELECT id > 1',
        'SELECT 1 FROM t ORDER BY ts DESC',
        'SELECT price * * qty',
        "SELECT DATE '0'",
        "SELECT DATE 'x'",
        'SELECT 1;\nSELECT id * * 2 FROM ds.t\n',
      ]),
    );
  });

  it('is not read where the rule is disabled, or the SQL is legacy', async () => {
    const { reader, asked } = fakeReader();
    await problemsOfSql(rulesOf(RULE.replace('When:', 'Disabled: true\nWhen:')), reader);
    const legacy = RULE.replace('SELECT 1;', '#legacySQL').replace('Dest: ds.u', 'Dest: ds.u\n      UseLegacy: true');
    await problemsOfSql(rulesOf(legacy), reader);
    expect(asked.filter((text) => text.includes('id * *'))).toEqual([]);
  });

  it('is wrong only where it is whatever its variables stand for', async () => {
    const reader: SqlReader = {
      syntaxError: async (script) =>
        script.includes('FROM 0')
          ? { message: 'Syntax error: Unexpected integer literal', line: 1, column: 1 }
          : undefined,
      analyze: async () => ({ unknown: [], changed: new Map(), isWhole: true }),
      close: async () => undefined,
    };
    const rule = RULE.replace('price * * qty', '(SELECT MAX(a) FROM $Day)').replace('id * * 2', 'id');
    const found = await problemsOfSql(rulesOf(rule), reader);
    expect(found).toEqual([]);
  });

  it('is not looked at where there is no analyzer, which is said, and the rest of the rules is checked all the same', async () => {
    const fail = async () => Promise.reject(new Error('the package is not installed: run npm ci'));
    const reader: SqlReader = { syntaxError: fail, analyze: fail, close: async () => undefined };
    const world = {
      openSqlReader: async () => reader,
      ...{ projectId: 'demo-bqtail', tables: { look: async () => undefined, help: '' }, texts: new Map() },
    };
    expect(await lookAtSql(rulesOf(RULE), world)).toEqual({
      problems: [],
      notes: ['SQL was not checked: the package is not installed: run npm ci'],
    });
  });
});
