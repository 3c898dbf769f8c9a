import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../functions/src/model/plan.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { loadJob } from '../../../functions/src/plan/loadJob.ts';
import { planProcess } from '../../../functions/src/plan/planProcess.ts';
import type { LoadedRule } from '../../../functions/src/rule/readRules.ts';
import { ruleOf } from '../../support/ruleOf.ts';
import { sqlTokens } from '../../support/sqlTokens.ts';

const file: SourceFile = {
  bucket: 'in',
  name: 'data/2026/01/31/a.json',
  generation: '1769850000000001',
  size: 10,
  created: '2026-01-31T23:59:59.000Z',
};

const surroundings = {
  processId: '42',
  projectId: 'own',
  triggerBucket: 'in',
  loadJobs: {},
};

const plan = (rule: string, source: Partial<SourceFile> = {}): Plan =>
  planProcess(ruleOf(rule), [{ ...file, ...source }], surroundings);

/** The configuration of the load job. */
function load(rule: string, source: Partial<SourceFile> = {}) {
  const { ingestion, sources, refusal } = plan(rule, source);
  if (!ingestion) throw new Error(refusal?.message);
  return loadJob(ingestion, { sources, isFirst: true }).load;
}

const when = 'When: { Prefix: /data/ }';

describe('the plan of one file', () => {
  it.each([
    ['ds.t', 'ds.t', { projectId: 'own', datasetId: 'ds', tableId: 't' }],
    ['own:ds.t', 'ds.t', { projectId: 'own', datasetId: 'ds', tableId: 't' }],
    ['other-project.ds.t', 'other-project.ds.t', { projectId: 'other-project', datasetId: 'ds', tableId: 't' }],
    ['ds.t_$Date', 'ds.t_20260131', { projectId: 'own', datasetId: 'ds', tableId: 't_20260131' }],
  ])('writes %s to %s', (table, destination, destinationTable) => {
    const rule = `${when}\nDest: { Table: "${table}" }`;
    expect(plan(rule).destination).toBe(destination);
    expect(load(rule)?.destinationTable).toEqual(destinationTable);
  });

  it('runs the job in the functions’ own project', () => {
    expect(plan(`${when}\nDest: { Table: other-project.ds.t }`).ingestion?.projectId).toBe('own');
  });

  it('appends, or replaces with Override; a WriteDisposition wins', () => {
    expect(load(`${when}\nDest: { Table: ds.t }`)?.writeDisposition).toBe('WRITE_APPEND');
    expect(load(`${when}\nDest: { Table: ds.t, Override: true }`)?.writeDisposition).toBe('WRITE_TRUNCATE');
    const both = load(`${when}\nDest: { Table: ds.t, Override: true, WriteDisposition: WRITE_EMPTY }`);
    expect(both?.writeDisposition).toBe('WRITE_EMPTY');
  });

  it('writes to the partition that the rule names', () => {
    const configuration = load(`${when}\nDest: { Table: ds.t, Partition: $Date, Override: true }`);
    expect(configuration?.destinationTable?.tableId).toBe('t$20260131');
  });

  it.each([
    ['a.csv', 'CSV'],
    ['a.csv.gz', 'CSV'],
    ['a.json', 'NEWLINE_DELIMITED_JSON'],
    ['a.avro', 'AVRO'],
    ['a.parquet', 'PARQUET'],
    ['a.orc', 'ORC'],
    ['a.bin', 'CSV'],
  ])('takes the format of %s from its name', (name, format) => {
    expect(load(`${when}\nDest: { Table: ds.t }`, { name })?.sourceFormat).toBe(format);
  });

  it('uses logical types for Avro', () => {
    expect(load(`${when}\nDest: { Table: ds.t }`, { name: 'a.avro' })?.useAvroLogicalTypes).toBe(true);
  });

  it('passes every field of a load job on by its name in the REST API, labels as they are', () => {
    const configuration = load(`
${when}
Dest:
  Table: ds.t
  SourceFormat: NEWLINE_DELIMITED_JSON
  SkipLeadingRows: 1
  NullMarker: '-'
  MaxBadRecords: 3
  TimePartitioning: { Type: DAY, Field: at, ExpirationMs: 1000 }
  Clustering: { Fields: [Region] }
  DestinationTableProperties: { Labels: { Team: Data } }
  Schema:
    Fields:
      - { Name: Id, Type: RECORD, Fields: [ { Name: X, Type: STRING } ] }
      - { Name: Region, Type: STRING }
      - { Name: at, Type: DATE }
`);
    expect(configuration).toMatchObject({
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
      skipLeadingRows: 1,
      nullMarker: '-',
      maxBadRecords: 3,
      timePartitioning: { type: 'DAY', field: 'at', expirationMs: 1000 },
      clustering: { fields: ['Region'] },
      destinationTableProperties: { labels: { Team: 'Data' } },
      schema: {
        fields: [
          { name: 'Id', type: 'RECORD', fields: [{ name: 'X', type: 'STRING' }] },
          { name: 'Region', type: 'STRING' },
          { name: 'at', type: 'DATE' },
        ],
      },
    });
  });

  it('is plain JSON, so that the journal gives back what was planned', () => {
    const planned = plan(`${when}\nDest: { Table: ds.t, Pattern: '/data/(\\d+)/' }\nOnSuccess: [ { Action: delete } ]`);
    expect(JSON.parse(JSON.stringify(planned))).toEqual(planned);
    expect(planned.variables).toMatchObject({ 1: '2026', Date: '20260131', Hour: '23' });
  });

  it.each(['a b#c?d%2Fe.json', '"\'`;--.json', 'ünï/ço∂é.json', `${'n'.repeat(1000)}.json`])(
    'loads gs://in/%s as it is',
    (name) => {
      expect(load(`${when}\nDest: { Table: ds.t }`, { name })?.sourceUris).toEqual([`gs://in/${name}`]);
    },
  );
});

describe('a plan is refused', () => {
  it.each([
    ['a * in the name', 'Dest: { Table: ds.t }', { name: 'data/*.json' }, 'reads the * in its name as a wildcard'],
    [
      'a table the path makes invalid',
      "Dest: { Table: ds.t_$1, Pattern: '/data/(.*).json' }",
      { name: 'data/a;b.json' },
      'is no table',
    ],
    [
      'a path that reaches for another dataset',
      "Dest: { Table: ds.t_$1, Pattern: '/data/(.*).json' }",
      { name: 'data/x.y.json' },
      'another',
    ],
  ])('for %s', (_, dest, source, message) => {
    const planned = plan(`${when}\n${dest}`, source);
    expect(planned.ingestion).toBeUndefined();
    expect(planned.refusal?.message).toContain(message);
  });
});

/** The plan of a rule with a temporary table in the dataset `temp`, and of the move from there. */
function transient(dest: string, source: Partial<SourceFile> = {}) {
  const { ingestion, refusal } = plan(`${when}\nDest: { Table: ds.t, ${dest} }`, source);
  if (!ingestion?.transient) throw new Error(refusal?.message);
  return { ingestion, ...ingestion.transient };
}

const name = (tableId: string, datasetId = 'ds', projectId = 'own') => ({ projectId, datasetId, tableId });

describe('the plan of a rule with Transient', () => {
  it('loads into a table of the process, without what is for the destination alone', () => {
    const { ingestion, move, autodetect } = transient(
      `Transient: { Dataset: temp }, Override: true, SkipLeadingRows: 1, TimePartitioning: { Type: DAY, Field: at },
       Clustering: { Fields: [ id ] }, Schema: { Fields: [ { Name: id, Type: INTEGER }, { Name: at, Type: DATE } ] }`,
    );
    expect(ingestion.load).toEqual({
      sourceFormat: 'NEWLINE_DELIMITED_JSON',
      skipLeadingRows: 1,
      createDisposition: 'CREATE_NEVER',
      writeDisposition: 'WRITE_APPEND',
    });
    expect(ingestion.transient?.fields).toEqual([
      { name: 'id', type: 'INTEGER' },
      { name: 'at', type: 'DATE' },
    ]);
    expect(ingestion.destinations).toEqual([name('t')]);
    expect(autodetect).toBe(false);
    expect(move).toEqual({
      source: name('t_42', 'temp'),
      alias: 't',
      destination: name('t'),
      writeDisposition: 'WRITE_TRUNCATE',
      allowFieldAddition: false,
      layout: { timePartitioning: { type: 'DAY', field: 'at' }, clustering: { fields: ['id'] } },
    });
  });

  it.each<[string, string, object]>([
    ['Alias', 'Transient: { Dataset: temp, Alias: e }', { move: { alias: 'e' } }],
    [
      'ProjectID',
      'Transient: { Dataset: temp, ProjectID: other }',
      { move: { source: name('t_42', 'temp', 'other') } },
    ],
    [
      'ProjectID, where the jobs run',
      'Transient: { Dataset: temp, ProjectID: other }',
      { ingestion: { projectId: 'other' } },
    ],
    ['Region', 'Transient: { Dataset: temp, Region: EU }', { region: 'EU' }],
    ['CopyMethod', 'Transient: { Dataset: temp, CopyMethod: DML }', { move: { method: 'DML' } }],
    ['Criteria', 'Transient: { Dataset: temp, Criteria: t.a > 1 }', { move: { criteria: 't.a > 1' } }],
    ['its Template', 'Transient: { Dataset: temp, Template: ds.tmpl_$Date }', { template: name('tmpl_20260131') }],
    [
      'Schema.Template',
      'Transient: { Dataset: temp }, Schema: { Template: "other-project.ds.tmpl" }',
      { ingestion: { template: name('tmpl', 'ds', 'other-project') } },
    ],
    ['Schema.Autodetect', 'Transient: { Dataset: temp }, Schema: { Autodetect: true }', { autodetect: true }],
    ['Expiry', 'Transient: { Dataset: temp }, Expiry: 3days', { ingestion: { expiryMs: 259_200_000 } }],
    [
      'Partition',
      'Transient: { Dataset: temp }, Partition: $Date',
      { move: { source: name('t_42', 'temp'), destination: name('t$20260131') } },
    ],
    [
      'WriteDisposition',
      'Transient: { Dataset: temp }, WriteDisposition: WRITE_EMPTY',
      { move: { writeDisposition: 'WRITE_EMPTY' } },
    ],
    [
      'CreateDisposition',
      'Transient: { Dataset: temp }, CreateDisposition: CREATE_NEVER',
      { move: { createDisposition: 'CREATE_NEVER' } },
    ],
    [
      'AllowFieldAddition',
      'Transient: { Dataset: temp }, AllowFieldAddition: true',
      { move: { allowFieldAddition: true } },
    ],
    [
      'UniqueColumns',
      'Transient: { Dataset: temp }, UniqueColumns: [ a ], UniqueOrderBy: b',
      { move: { uniqueColumns: ['a'], uniqueOrderBy: 'b' } },
    ],
    ['Transform', 'Transient: { Dataset: temp }, Transform: { a: 1 + 1 }', { move: { transform: { a: '1 + 1' } } }],
    [
      'SideInputs',
      `Transient: { Dataset: temp }, SideInputs: [ { Table: ds.s_$Date, Alias: s, On: t.a = s.a, Inner: true },
        { From: SELECT 1 AS a, Alias: u, On: t.a = u.a } ]`,
      {
        move: {
          sideInputs: [
            { table: name('s_20260131'), alias: 's', on: 't.a = s.a', inner: true },
            { from: 'SELECT 1 AS a', alias: 'u', on: 't.a = u.a', inner: false },
          ],
        },
      },
    ],
    [
      'Schema.Split',
      `Transient: { Dataset: temp }, Schema: { Split: { TimeColumn: at, ClusterColumns: [ info.key ],
        Mapping: [ { When: t.a = 1, Then: ds.a_$Date }, { When: t.a = 2, Then: 'ds.b$$20260131' } ] } }`,
      {
        ingestion: { destinations: [name('a_20260131'), name('b$20260131')] },
        move: {
          split: {
            clustered: name('t_42_split', 'temp'),
            timeColumn: 'at',
            clusterColumns: ['info.key'],
            mapping: [
              { when: 't.a = 1', destination: name('a_20260131') },
              { when: 't.a = 2', destination: name('b$20260131') },
            ],
          },
        },
      },
    ],
  ])('has %s', (_, dest, expected) => {
    expect(transient(dest)).toMatchObject(expected);
  });

  it('shortens the name of a table that has no room for the process', () => {
    const table = 'ü'.repeat(512);
    const { ingestion } = plan(`${when}\nDest: { Table: ds.${table}, Transient: { Dataset: temp } }`);
    const { tableId = '' } = ingestion?.transient?.move.source ?? {};
    expect(tableId).toMatch(/^ü+_42$/);
    expect(Buffer.byteLength(tableId)).toBeLessThanOrEqual(1024);
  });
});

describe('variables in SQL', () => {
  const PATTERN =
    "Transient: { Dataset: temp }, Pattern: '(?s)/data/(.*)\\.json', Parameters: [ { Name: Key, Expression: $1 } ]";
  const expression = (sql: string, path = 'x') =>
    transient(`${PATTERN}, Transform: { a: ${JSON.stringify(sql)} }`, { name: `data/${path}.json` }).move.transform?.[
      'a'
    ];

  it.each([
    ["'$Date' || '$Hour'", "'20260131' || '23'"],
    ['$EventID', '42'],
    ["'$DestTable'", "'ds.t'"],
    ['(SELECT COUNT(*) FROM `$TempTable`)', '(SELECT COUNT(*) FROM `own.temp.t_42`)'],
    ["'$ProjectID' || '$TriggerBucket'", "'own' || 'in'"],
    ["'$Key'", "'x'"],
    ["'$1'", "'x'"],
    ["'$Unknown $$1'", "'$Unknown $1'"],
  ])('%s is %s', (sql, expected) => {
    expect(expression(sql)).toBe(expected);
  });

  it.each(["'", '"', '`', '\\', ';', "x' OR 'a' = 'a", '(SELECT 1)', '\n'])(
    '%j in a path is what a literal holds, and no more',
    (path) => {
      expect(sqlTokens(expression("'$Key'", path) ?? '')).toEqual([{ kind: 'string', value: path }]);
    },
  );

  it('nor does a text where the rule has no quotes', () => {
    expect(() => expression('$Key', 'DROP')).toThrow('put $Key within quotes');
    expect(expression('$Key', '17')).toBe('17');
  });

  it.each([
    ['Criteria', `${PATTERN.replace('temp', 'temp, Criteria: "a = \'$1\'"')}`],
    ['a condition of a join', `${PATTERN}, SideInputs: [ { Table: ds.s, Alias: s, On: "t.a = s.a AND s.b = '$1'" } ]`],
    ['a subquery', `${PATTERN}, SideInputs: [ { From: "SELECT '$1' AS a", Alias: s, On: t.a = s.a } ]`],
    ['UniqueOrderBy', `${PATTERN}, UniqueColumns: [ a ], UniqueOrderBy: "a = '$1'"`],
    ['a condition of a split', `${PATTERN}, Schema: { Split: { Mapping: [ { When: "a = '$1'", Then: ds.a } ] } }`],
  ])('%s is watched over in the same way', (_, dest) => {
    expect(JSON.stringify(transient(dest, { name: 'data/fine.json' }).move)).toContain("'fine'");
    expect(transient(dest, { name: "data/it's.json" }).move).toEqual(
      JSON.parse(JSON.stringify(transient(dest, { name: 'data/fine.json' }).move).replaceAll("'fine'", "'it\\\\'s'")),
    );
  });
});

describe('the same files in another order', () => {
  const RULES = [
    'Dest: { Table: ds.t }',
    'Dest: { Table: ds.t_$Mod(3), Transient: { Dataset: temp }, Transform: { a: "\'$Date\'" } }',
    `Dest: { Table: ds.t, Pattern: '/data/(\\w+)/', Transient: { Dataset: temp },
       Schema: { Split: { Mapping: [ { When: "a = '$1'", Then: ds.t_$1 } ] } } }
OnSuccess: [ { Action: delete } ]`,
  ].map((dest) => ruleOf(`${when}\nAsync: true\n${dest}`));

  const someFile = fc.record({
    bucket: fc.constantFrom('in', 'in-2'),
    name: fc
      .tuple(fc.constantFrom('a', 'b'), fc.string({ minLength: 1 }))
      .map(([folder, rest]) => `data/${folder}/${rest}`),
    generation: fc.bigInt({ min: 1n, max: 10n ** 16n }).map(String),
    size: fc.nat(),
    created: fc.constantFrom('2026-01-30T23:59:59.000Z', '2026-01-31T00:00:00.000Z'),
  });
  const someFiles = fc
    .uniqueArray(someFile, {
      minLength: 2,
      maxLength: 20,
      selector: ({ bucket, name, generation }) => `${bucket}/${name}#${generation}`,
    })
    .chain((files) => fc.tuple(fc.constant(files), fc.shuffledSubarray(files, { minLength: files.length })));

  it('give the same plan', () => {
    fc.assert(
      fc.property(fc.constantFrom(...RULES), someFiles, (rule, [files, shuffled]) => {
        expect(planned(rule, shuffled)).toEqual(planned(rule, files));
      }),
    );
  });

  function planned(rule: LoadedRule, [first, ...more]: readonly SourceFile[]): Plan {
    if (first === undefined) throw new Error('no file');
    return planProcess(rule, [first, ...more], surroundings);
  }
});
