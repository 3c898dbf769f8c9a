import { describe, expect, it } from 'vitest';
import type { SourceFile } from '../../../functions/src/journal/process.ts';
import { loadJob } from '../../../functions/src/plan/loadJob.ts';
import type { Plan } from '../../../functions/src/plan/plan.ts';
import { planProcess } from '../../../functions/src/plan/planProcess.ts';
import { readRules } from '../../../functions/src/rule/readRules.ts';

const file: SourceFile = {
  bucket: 'in',
  name: 'data/2026/01/31/a.json',
  generation: '1769850000000001',
  size: 10,
  created: '2026-01-31T23:59:59.000Z',
};

const surroundings = {
  eventId: '42',
  projectId: 'own',
  triggerBucket: 'in',
  supportedActions: ['delete', 'move'],
  loadJobs: {},
};

function plan(rule: string, source: Partial<SourceFile> = {}): Plan {
  const { rules, problems } = readRules('rules/r.yaml', rule);
  const [loaded] = rules;
  if (!loaded) throw new Error(problems.map(({ message }) => message).join('\n'));
  return planProcess(loaded, [{ ...file, ...source }], surroundings);
}

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
  SourceFormat: CSV
  SkipLeadingRows: 1
  NullMarker: '-'
  MaxBadRecords: 3
  TimePartitioning: { Type: DAY, Field: at, ExpirationMs: 1000 }
  Clustering: { Fields: [Region] }
  DestinationTableProperties: { Labels: { Team: Data } }
  Schema: { Fields: [ { Name: Id, Type: RECORD, Fields: [ { Name: X, Type: STRING } ] } ] }
`);
    expect(configuration).toMatchObject({
      sourceFormat: 'CSV',
      skipLeadingRows: 1,
      nullMarker: '-',
      maxBadRecords: 3,
      timePartitioning: { type: 'DAY', field: 'at', expirationMs: 1000 },
      clustering: { fields: ['Region'] },
      destinationTableProperties: { labels: { Team: 'Data' } },
      schema: { fields: [{ name: 'Id', type: 'RECORD', fields: [{ name: 'X', type: 'STRING' }] }] },
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

  it.each([
    ['StalledThresholdInSec', 'StalledThresholdInSec: 3\nDest: { Table: ds.t }'],
    ['OnSuccess[0].Action drop', 'Dest: { Table: ds.t }\nOnSuccess: [ { Action: drop, Request: { Table: ds.x } } ]'],
    [
      'OnSuccess[0].OnFailure[0].Action drop',
      'Dest: { Table: ds.t }\nOnSuccess: [ { Action: delete, OnFailure: [ { Action: drop, Request: { Table: ds.x } } ] } ]',
    ],
  ])('for %s, which cannot be carried out yet: it is never ignored', (field, rule) => {
    expect(plan(`${when}\n${rule}`).refusal).toEqual({
      reason: 'notSupported',
      message: `not supported yet: ${field} (rules/r.yaml)`,
    });
  });
});
