import { expect, test } from 'vitest';
import { problemsIn } from './problemsIn.ts';

const ruleWith = (dest: string, actions = ''): string =>
  `When: {Prefix: /a/}\nDest:\n  Table: d.t\n  Pattern: ^/a/(\\w+)/\n  Parameters: [ {Name: Shop, Expression: $1} ]\n  Transient: {Dataset: temp}\n${dest}\n${actions}`;

test.each([
  ['Transform: {x: t.a + $Shp}', 'Dest.Transform.x: $Shp has no value here', 'did you mean $Shop?'],
  ['Transform: {x: $2}', 'Dest.Transform.x: $2 has no value here', 'Dest.Pattern has no group 2'],
  ['Transform: {x: "$LoadURIs"}', 'Dest.Transform.x: $LoadURIs', 'name it in Dest.Parameters (- {Name: LoadURIs'],
  [
    'UniqueColumns: [a]\n  UniqueOrderBy: $foobar',
    'Dest.UniqueOrderBy: $foobar',
    'Expression: $1}), or use one of $EventID',
  ],
  [
    'SideInputs: [ {Table: d.s, Alias: s, On: t.a = s.a AND s.shop = $Shops} ]',
    'Dest.SideInputs[0].On',
    'did you mean $Shop?',
  ],
])('a variable that stands for nothing would be sent as it is: %s', (dest, error, help) => {
  const errors = problemsIn(ruleWith(`  ${dest}`));
  expect(errors).toEqual([expect.stringContaining(error)]);
  expect(errors[0]).toContain(help);
  expect(problemsIn(ruleWith(`  ${dest}`), 'warning')).toEqual([]);
});

test('so it would in the SQL of actions, at any depth', () => {
  const query = (SQL: string): string => `{Action: query, Request: {SQL: "${SQL}"}}`;
  const actions = (SQL: string): string => `OnFailure: [ {Action: delete, OnFailure: [ ${query(SQL)} ]} ]`;
  expect(problemsIn(ruleWith('', actions('DELETE FROM d.t WHERE id = $EventIDD')))).toEqual([
    expect.stringContaining(
      'OnFailure[0].OnFailure[0].Request.SQL: $EventIDD has no value here, and BigQuery would refuse it; did you mean $EventID?',
    ),
  ]);
  expect(problemsIn(ruleWith('', actions("DELETE FROM d.t WHERE id = $EventID AND e = '$Error'")))).toEqual([]);
});

test.each([
  'Transform: {x: "REGEXP_CONTAINS(t.a, r\'^x$foo\')"}',
  'Transform: {x: "t.a -- costs $foo"}',
  'Transform: {x: "t.`a$foo`"}',
  'Transform: {x: "$1 + $Mod(10) + $EventID"}',
])('within quotes, names and comments a dollar sign is allowed: %s', (dest) => {
  expect(problemsIn(ruleWith(`  ${dest}`))).toEqual([]);
});

test.each(['p:d.t', `$\{Source.ProjectID}:$\{Source.DatasetID}.$\{Source.TableID}`, '$ProjectID:d.t'])(
  'legacy SQL has dollar signs in the names of tables: [%s$__PARTITIONS_SUMMARY__]',
  (table) => {
    const sql = `SELECT * FROM [${table}$__PARTITIONS_SUMMARY__]`;
    const actions = `OnSuccess: [ {Action: query, Request: {SQL: "${sql}"}} ]`;
    expect(problemsIn(ruleWith('', actions))).toEqual([]);
  },
);
