import { describe, expect, test } from 'vitest';
import { readRules } from '../../../functions/src/action/ruleReader.ts';

/** The problems of a rule made of the usual fields and the ones given, as `Field: message`. */
function problemsOf(
  severity: 'error' | 'warning',
  fields: { When?: object | undefined; Dest?: object; [field: string]: unknown },
): string[] {
  const rule = {
    When: { Prefix: '/a/' },
    ...fields,
    Dest: { Table: 'd.t', ...fields.Dest },
  };
  const { problems } = readRules('f.json', JSON.stringify(rule));
  return problems
    .filter((problem) => problem.severity === severity)
    .map(({ field, message }) => `${field}: ${message}`);
}

const errorsOf = (fields: Parameters<typeof problemsOf>[1]): string[] => problemsOf('error', fields);

const TRANSIENT = { Dataset: 'temp' };

describe('conditions', () => {
  test.each([{ Prefix: '/a' }, { Suffix: '.csv' }, { Filter: '^/a' }, { Exclusion: 'tmp' }])(
    '%j are enough',
    (When) => {
      expect(errorsOf({ When })).toEqual([]);
    },
  );

  test.each([[{}], [undefined], [{ Prefix: '', Suffix: '' }]])('%j would take every file', (When) => {
    expect(errorsOf({ When })).toEqual([expect.stringContaining('When has no condition')]);
  });

  test('a pattern is the filter where there is none', () => {
    expect(errorsOf({ When: {}, Dest: { Pattern: '^/a/' } })).toEqual([]);
  });

  test('a prefix without its slash never matches', () => {
    expect(errorsOf({ When: { Prefix: 'a/' } })).toEqual([
      'When.Prefix: When.Prefix a/ never matches, since paths begin with a slash; write /a/',
    ]);
  });
});

describe('a regular expression that is none is shown where it breaks', () => {
  test.each([
    ['a(b', 'missing closing ) at character 2, "(b"'],
    ['[)](\\(', 'missing closing ) at character 4, "(\\\\("'],
    ['ab)c', 'unexpected ) at character 3, ")c"'],
    ['x[z-a]', 'invalid character class range at character 3, "z-a]"'],
    ['xa**', 'invalid nested repetition operator at character 3, "**"'],
    ['x(?=y)', 'invalid or unsupported Perl syntax at character 2, "(?=y)"'],
  ])('%s', (pattern, fault) => {
    for (const field of ['When.Filter', 'When.Exclusion', 'Dest.Pattern']) {
      const [part = '', name = ''] = field.split('.');
      expect(errorsOf({ [part]: { [name]: pattern } })).toEqual([
        `${field}: ${field} is no regular expression (RE2): ${fault}; mend it there`,
      ]);
    }
  });
});

describe('tables', () => {
  const Pattern = '/(\\w+)/(\\d+)/';
  test.each([
    'd.t',
    'p:d.t',
    'my-project.d.t',
    'example.com:proj:d.t',
    'd.t_$Date',
    'd.t_$Date$Hour',
    `d.t_\${Date}_x`,
    'd.t_$Mod(16)',
    'd.t_$1',
    'd_$1.t$$$2',
    '$1.t',
    'd.$Name',
    'd.t$20260131',
  ])('%s can be a destination', (Table) => {
    expect(errorsOf({ Dest: { Table, Pattern, Parameters: [{ Name: 'Name', Expression: '$1_$2' }] } })).toEqual([]);
  });

  test.each([
    ['t', 'Dest.Table: "t" is no table: write [project:]dataset.table[$partition]'],
    ['d.', '"d." is no table, because of "": a table name is'],
    ['a-b.t', '"a-b.t" is no table, because of "a-b": a dataset name is'],
    ['P:d.t', '"P:d.t" is no table, because of "P": a project ID is'],
    ['d.t;DROP', 'because of "t;DROP": a table name is'],
    ['d.t$$x', 'because of "x": a partition is'],
    ['d.$3', 'Dest.Table: $3 has no value: Dest.Pattern has no group 3'],
    ['d.$Nmae', 'Dest.Table: there is no variable $Nmae here; did you mean $Name?'],
    ['d.t_$Mod(0)', 'Dest.Table: $Mod(0) needs a whole number from 1, such as $Mod(10)'],
    ['d.$JobID', 'Dest.Table: there is no variable $JobID here; use one of $Date, $Hour, $Mod, $Name, $EventID'],
  ])('%s cannot', (Table, error) => {
    const Parameters = [{ Name: 'Name', Expression: '$1' }];
    expect(errorsOf({ Dest: { Table, Pattern, Parameters } })).toEqual([expect.stringContaining(error)]);
  });

  test.each([
    [{ Schema: { Template: 'x' } }, 'Dest.Schema.Template'],
    [{ Transient: { ...TRANSIENT, Template: 'x' } }, 'Dest.Transient.Template'],
    [{ Transient: TRANSIENT, SideInputs: [{ Table: 'x', Alias: 'i', On: 't.id = i.id' }] }, 'Dest.SideInputs[0].Table'],
    [
      { Transient: TRANSIENT, Schema: { Split: { Mapping: [{ When: 'true', Then: 'x' }] } } },
      'Dest.Schema.Split.Mapping[0].Then',
    ],
  ])('every other table must parse too: %j', (Dest, field) => {
    expect(errorsOf({ Dest })).toEqual([
      `${field}: ${field}: "x" is no table: write [project:]dataset.table[$partition]`,
    ]);
  });

  test.each(['$Date', '20260131', '$1', '__NULL__', '$Date$Hour'])('%s can be a partition', (Partition) => {
    expect(errorsOf({ Dest: { Partition, Pattern: '/(\\d+)/' } })).toEqual([]);
  });

  test.each(['2026-01-31', 'x', ''])('%j cannot', (Partition) => {
    expect(errorsOf({ Dest: { Partition } })).toEqual([expect.stringContaining('Dest.Partition')]);
  });

  test('one partition is enough', () => {
    expect(errorsOf({ Dest: { Table: 'd.t$20260131', Partition: '$Date' } })).toEqual([
      expect.stringContaining('Dest.Partition'),
    ]);
  });
});

describe('parameters', () => {
  const parameters = (...Parameters: { Name: string; Expression: string }[]) => ({
    Dest: { Pattern: '(a)', Parameters },
  });

  test.each([
    [
      'a name given twice',
      parameters({ Name: 'A', Expression: '$1' }, { Name: 'A', Expression: '$1' }),
      'the parameter A is given twice; keep one',
    ],
    ['a name of bqtail’s own', parameters({ Name: 'EventID', Expression: '$1' }), "$EventID is bqtail's own variable"],
    ['a name with a dash', parameters({ Name: 'a-b', Expression: '$1' }), 'must be letters, digits and _'],
    ['a group that is not there', parameters({ Name: 'A', Expression: '$2' }), '$2 has no value'],
    [
      'another parameter',
      parameters({ Name: 'A', Expression: '$1' }, { Name: 'B', Expression: '$A' }),
      'there is no variable $A here',
    ],
  ])('%s is an error', (_, fields, error) => {
    expect(errorsOf(fields)).toEqual([expect.stringContaining(error)]);
  });

  test('one that hides $Date is allowed, with a warning', () => {
    const fields = parameters({ Name: 'Date', Expression: '$1' });
    expect(errorsOf(fields)).toEqual([]);
    expect(problemsOf('warning', fields)).toContainEqual(expect.stringContaining("hides bqtail's own $Date"));
  });
});

describe('destination', () => {
  const Split = { Mapping: [{ When: 'x = 1', Then: 'd.t1' }] };
  const SideInputs = [{ Table: 'd.dim', Alias: 'i', On: 't.id = i.id' }];

  test.each<[string, object, string]>([
    ['Split without Transient', { Schema: { Split } }, 'Dest.Schema.Split needs Dest.Transient.Dataset'],
    ['SideInputs without Transient', { SideInputs }, 'Dest.SideInputs needs Dest.Transient.Dataset'],
    ['Transform without Transient', { Transform: { a: '1' } }, 'Dest.Transform needs Dest.Transient.Dataset'],
    ['UniqueColumns without Transient', { UniqueColumns: ['id'] }, 'Dest.UniqueColumns needs Dest.Transient.Dataset'],
    ['Transient without Dataset', { Transient: { Alias: 'x' } }, 'Dest.Transient.Dataset is missing'],
    ['UniqueOrderBy alone', { UniqueOrderBy: 'ts DESC' }, 'has no effect without Dest.UniqueColumns'],
    [
      'Autodetect and Transform',
      { Transient: TRANSIENT, Schema: { Autodetect: true }, Transform: { a: '1' } },
      'Dest.Schema.Autodetect and Dest.Transform exclude each other',
    ],
    [
      'Autodetect and SideInputs',
      { Transient: TRANSIENT, Autodetect: true, SideInputs },
      'Dest.Autodetect and Dest.SideInputs exclude each other',
    ],
    [
      'a join without the main alias',
      { Transient: TRANSIENT, SideInputs: [{ Table: 'd.x', Alias: 'i', On: 'i.id = id' }] },
      'it lacks t.‹column›',
    ],
    [
      'a join without the alias of its table',
      { Transient: TRANSIENT, SideInputs: [{ Table: 'd.x', Alias: 'i', On: 't.id = id' }] },
      'it lacks i.‹column›',
    ],
    [
      'a join with the default alias, where another is set',
      { Transient: { ...TRANSIENT, Alias: 'e' }, SideInputs },
      'it lacks e.‹column›',
    ],
    [
      'a side input of two kinds',
      { Transient: TRANSIENT, SideInputs: [{ ...SideInputs[0], From: 'SELECT 1' }] },
      'needs Table or From, but not both',
    ],
    [
      'two kinds of partitioning',
      {
        TimePartitioning: { Type: 'DAY' },
        RangePartitioning: { Field: 'a', Range: { Start: 0, End: 9, Interval: 1 } },
      },
      'exclude each other',
    ],
    ['an unknown copy method', { Transient: { ...TRANSIENT, CopyMethod: 'MOVE' } }, 'must be one of COPY, QUERY, DML'],
    ['an unreadable expiry', { Expiry: 'soon' }, 'Dest.Expiry: "soon" is no duration'],
    [
      'a split without mapping',
      { Transient: TRANSIENT, Schema: { Split: { Mapping: [] } } },
      'needs at least one entry',
    ],
  ])('%s is an error', (_, Dest, error) => {
    expect(errorsOf({ Dest })).toEqual([expect.stringContaining(error)]);
  });

  test.each<[string, object]>([
    ['a balancer alone', { Transient: { Balancer: { Strategy: 'rand', ProjectIDs: ['p'] } } }],
    [
      'a join on quoted aliases',
      { Transient: TRANSIENT, SideInputs: [{ Table: 'd.x', Alias: 'i', On: '`T`.id=`i`.id' }] },
    ],
    [
      'a join with a subquery',
      { Transient: TRANSIENT, SideInputs: [{ From: 'SELECT 1 AS id', Alias: 'i', On: 't.id = i.id', Inner: true }] },
    ],
    [
      'everything of a transient rule',
      {
        Transient: { ...TRANSIENT, ProjectID: 'p', Region: 'EU', Alias: 't', CopyMethod: 'DML', Criteria: 'a > 1' },
        UniqueColumns: ['id'],
        UniqueOrderBy: 'ts DESC',
        Transform: { a: "DATE('$Date')" },
        SideInputs,
        Expiry: '3days',
        AllowFieldAddition: true,
      },
    ],
  ])('%s is right', (_, Dest) => {
    expect(errorsOf({ Dest })).toEqual([]);
  });

  test('COPY with a transformation is a warning: a query moves the rows', () => {
    const Dest = { Transient: { ...TRANSIENT, CopyMethod: 'COPY' }, Transform: { a: '1' } };
    expect(problemsOf('warning', { Dest })).toContainEqual(
      expect.stringContaining('COPY cannot carry out Dest.Transform'),
    );
  });

  test('UsePatternHash needs a pattern', () => {
    const Batch = { Window: { DurationInSec: 60 }, UsePatternHash: true };
    expect(errorsOf({ Batch })).toEqual([expect.stringContaining('has no effect without Dest.Pattern')]);
    expect(errorsOf({ Batch, Dest: { Pattern: '(a)' } })).toEqual([]);
  });

  test.each(['CorruptedFileURL', 'InvalidSchemaURL'])('%s is a place in a bucket', (field) => {
    expect(errorsOf({ [field]: 'gs://b/x' })).toEqual([]);
    expect(errorsOf({ [field]: '/x' })).toEqual([expect.stringContaining('write gs://bucket/path')]);
  });
});

describe('the way from the temporary table', () => {
  const dml = { Transient: { ...TRANSIENT, CopyMethod: 'DML' } };
  const copy = { Transient: { ...TRANSIENT, CopyMethod: 'COPY', Criteria: 't.a > 1' } };
  const side = (Alias: string) => ({ Table: 'd.x', Alias, On: `t.id = ${Alias}.id` });
  const mapping = [
    { When: 'x = 1', Then: 'd.t1' },
    { When: 'x = 2', Then: 'd.t2$$$Date' },
  ];
  const criteria = (Criteria: string) => ({ Transient: { ...TRANSIENT, Criteria }, SideInputs: [side('i')] });

  test.each<[string, object, string]>([
    [
      'DML and a partition',
      { ...dml, Partition: '$Date' },
      'Dest.Partition: Dest.Transient.CopyMethod DML cannot write',
    ],
    [
      'DML and a partition of a split',
      { ...dml, Schema: { Split: { Mapping: mapping } } },
      'Dest.Schema.Split.Mapping[1].Then: Dest.Transient.CopyMethod DML cannot write',
    ],
    [
      'DML that is to find an empty table',
      { ...dml, WriteDisposition: 'WRITE_EMPTY' },
      'Dest.WriteDisposition: Dest.Transient.CopyMethod DML cannot keep WriteDisposition WRITE_EMPTY',
    ],
    [
      'a side input with the alias of the temporary table',
      { Transient: TRANSIENT, SideInputs: [side('T')] },
      'Dest.SideInputs[0].Alias T is taken',
    ],
    [
      'two side inputs with one alias',
      { Transient: TRANSIENT, SideInputs: [side('i'), side('I')] },
      'Dest.SideInputs[1].Alias I is taken',
    ],
    ['criteria on a side input', criteria('t.a = 1 AND I.b = 2'), 'Dest.Transient.Criteria names the side input i'],
    [
      'an order by a side input',
      { Transient: TRANSIENT, SideInputs: [side('i')], UniqueColumns: ['id'], UniqueOrderBy: '`i`.b DESC' },
      'Dest.UniqueOrderBy names the side input i',
    ],
    [
      'a partition of a table that a split passes by',
      { Transient: TRANSIENT, Schema: { Split: { Mapping: [{ When: 'x = 1', Then: 'd.t1' }] } }, Partition: '$Date' },
      'Dest.Partition has no effect with Dest.Schema.Split',
    ],
  ])('%s is refused', (_, Dest, error) => {
    expect(errorsOf({ Dest })).toEqual([expect.stringContaining(error)]);
  });

  test.each<[string, object]>([
    ['a text that looks like an alias', criteria('t.host = \'i.example\' OR t.host = "\\"i.b"')],
    ['a comment that does', criteria('t.a = 1 -- not i.b\n /* i.c */ # i.d')],
    ['a column of the temporary table that is called so', criteria('t.i.b = 1 AND `t`.`i`.c = 2 AND bi.c = 3')],
    ['a split into partitions by a query', { Transient: TRANSIENT, Schema: { Split: { Mapping: mapping } } }],
    ['DML that overrides', { ...dml, Override: true }],
  ])('%s is right', (_, Dest) => {
    expect(errorsOf({ Dest })).toEqual([]);
  });

  test('COPY with criteria is a warning: a query moves the rows', () => {
    expect(problemsOf('warning', { Dest: copy })).toContainEqual(
      expect.stringContaining('COPY cannot carry out Dest.Transient.Criteria'),
    );
  });

  test('of two expressions for one column the second does not count', () => {
    const Dest = { Transient: TRANSIENT, Transform: { Amount: '1', amount: '2' } };
    expect(problemsOf('warning', { Dest })).toContainEqual(
      expect.stringContaining('Dest.Transform.amount has no effect: Dest.Transform.Amount is the same column'),
    );
  });

  test('of more cluster columns than BigQuery takes the rest does not count', () => {
    const split = (ClusterColumns: string[]) => ({
      Dest: { Transient: TRANSIENT, Schema: { Split: { ClusterColumns, Mapping: mapping } } },
    });
    const warning = expect.stringContaining('at most: e will not count');
    expect(problemsOf('warning', split(['a', 'b', 'c', 'd', 'e']))).toContainEqual(warning);
    expect(problemsOf('warning', split(['a', 'b', 'c', 'd']))).not.toContainEqual(warning);
  });
});

describe('actions', () => {
  test.each([
    { Action: 'delete' },
    { Action: 'move', Request: { DestURL: 'gs://b/done' } },
    { Action: 'copy', Request: { Source: '$TempTable', Dest: 'd.t', MultiPartition: true } },
    { Action: 'query', Request: { SQL: 'DELETE FROM d.t WHERE id = $EventID' } },
    { Action: 'query', Request: { SQLURL: 'gs://b/x.sql', Dest: `d.\${Name}`, Append: true } },
    { Action: 'export', Request: { Source: 'd.t', DestURL: 'gs://b/x-*.csv.gz' } },
    { Action: 'insert', Request: { Data: [{ a: 1 }], Dest: 'd.t' } },
    { Action: 'drop', Request: { Table: 'd.t' } },
    { Action: 'notify', Request: { Channels: ['#x'], Message: '$Error' } },
    { Action: 'push', Request: { Topic: 't', Message: { a: 1 }, Attributes: { n: 1 } } },
    { Action: 'call', Request: { URL: 'https://x', Method: 'POST', Body: { a: '$EventID' }, Auth: true } },
    { Action: 'delete', When: { Exists: 'd.t' }, OnSuccess: [{ Action: 'drop', Request: { Table: 'd.t' } }] },
  ])('%j is right', (action) => {
    expect(errorsOf({ OnSuccess: [action], OnFailure: [{ Action: 'delete', OnFailure: [action] }] })).toEqual([]);
  });

  test.each([
    [{ Action: 'move' }, 'Request is missing'],
    [{ Action: 'move', Request: {} }, 'Request.DestURL is missing'],
    [
      { Action: 'move', Request: { DestURL: 'x', SourceURL: 'a', SourceURLs: ['b'] } },
      'has SourceURL and SourceURLs; keep one',
    ],
    [{ Action: 'copy', Request: { Source: 'd.t' } }, 'Request.Dest is missing'],
    [{ Action: 'copy', Request: { Source: 'd.t', Dest: 'x' } }, '"x" is no table'],
    [{ Action: 'query', Request: { Dest: 'd.t' } }, 'needs SQL or SQLURL'],
    [{ Action: 'query', Request: { SQL: 'a', SQLURL: 'b' } }, 'has SQL and SQLURL; keep one'],
    [{ Action: 'export', Request: { Source: 'd.t' } }, 'Request.DestURL is missing'],
    [{ Action: 'insert', Request: { Dest: 'd.t' } }, 'needs SQL or Data'],
    [{ Action: 'drop', Request: {} }, 'Request.Table is missing'],
    [{ Action: 'notify', Request: { Channels: '#x' } }, 'needs Title or Message or Body'],
    [{ Action: 'push', Request: { Topic: 't' } }, 'needs Message or Data'],
    [{ Action: 'call', Request: { Method: 'GET' } }, 'Request.URL is missing'],
    [{ Action: 'delete', When: { Exists: 'x' } }, '"x" is no table'],
  ])('%j is an error, at any depth', (action, error) => {
    expect(errorsOf({ OnSuccess: [action] })).toEqual([expect.stringContaining(error)]);
    expect(errorsOf({ OnFailure: [{ Action: 'delete', OnSuccess: [action] }] })).toEqual([
      expect.stringContaining(`OnFailure[0].OnSuccess[0]`),
    ]);
    const Batch = { Window: { DurationInSec: 60 }, Group: { DurationInSec: 60, OnDone: [action] } };
    expect(errorsOf({ Batch })).toEqual([expect.stringContaining('Batch.Group.OnDone[0]')]);
  });
});

test.each([{}, { ParquetOptions: { EnumAsString: true } }, { SourceFormat: 'PARQUET', AllowFieldAddition: true }])(
  'Parquet with %j is warned of nothing about lists',
  (options) => {
    const batch = { Window: { DurationInSec: 90 } };
    expect(problemsOf('warning', { When: { Suffix: '.parquet' }, Batch: batch, Dest: options })).toEqual([]);
  },
);

describe('a variable that looks misspelt', () => {
  const Pattern = '(\\d+)';
  const Parameters = [{ Name: 'MyDate', Expression: '$1' }];
  const warningsOf = (sql: string, body: unknown) =>
    problemsOf('warning', {
      Dest: { Pattern, Parameters, Transient: { ...TRANSIENT, CopyMethod: 'DML' }, Transform: { a: sql } },
      OnSuccess: [{ Action: 'call', Request: { URL: 'https://x', Body: body } }],
    });

  test.each([
    ["DATE('$MyDat')", '', 'Dest.Transform.a: Dest.Transform.a: there is no variable $MyDat; did you mean $MyDate?'],
    [
      '1',
      { a: [`\${eventID}`] },
      `OnSuccess[0].Request.Body.a[0]: OnSuccess[0].Request.Body.a[0]: there is no variable \${eventID}; did you mean $EventID?`,
    ],
  ])('in %j, %j is a warning', (sql, body, warning) => {
    expect(warningsOf(sql, body)).toEqual([warning]);
  });

  test.each([
    ["DATE('$MyDate') + $1", '$Data.key of $JobID'],
    ["REGEXP_CONTAINS(a, r'x$')", '$Other $$EventId'],
  ])('%j, %j is fine', (sql, body) => {
    expect(warningsOf(sql, body)).toEqual([]);
  });
});

describe('a table takes 1,500 modifications a day', () => {
  const window = (DurationInSec: number) => ({ Batch: { Window: { DurationInSec } } });
  const TimePartitioning = { Type: 'DAY', Field: 'ts' };

  test.each([
    ['an unbatched rule', {}, 'every file is a load of its own, and BigQuery takes 1,500'],
    ['on a column-partitioned table', { Dest: { TimePartitioning } }, 'BigQuery takes 30,000'],
    ['on a partition', { Dest: { Partition: '$Date' } }, 'BigQuery takes 11,000'],
    ['a window of 59 s', window(59), 'make them 60 s or longer'],
    ['on a table a day', { ...window(59), Dest: { Table: 'd.t_$Date' } }, 'make them 60 s or longer'],
  ])('%s is a warning', (_, fields, warning) => {
    expect(errorsOf(fields)).toEqual([]);
    expect(problemsOf('warning', fields)).toEqual([expect.stringContaining(warning)]);
  });

  test.each([
    ['a window of 60 s', window(60)],
    ['10 s on a column-partitioned table', { ...window(10), Dest: { TimePartitioning } }],
    ['10 s on many tables', { ...window(10), Dest: { Table: 'd.t_$Mod(20)' } }],
    ['rows that come by DML', { Dest: { Transient: { ...TRANSIENT, CopyMethod: 'DML' } } }],
  ])('%s is fine', (_, fields) => {
    expect(problemsOf('warning', fields)).toEqual([]);
  });
});
