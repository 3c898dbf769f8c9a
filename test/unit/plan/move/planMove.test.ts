import { describe, expect, it } from 'vitest';
import type { MoveSpec } from '../../../../functions/src/model/moveSpec.ts';
import type { TableInfo } from '../../../../functions/src/model/table.ts';
import { jobsOf, name, queryOf, table } from './specs.ts';

const source = table('t_1', 'id:INTEGER at:TIMESTAMP');
const there = table('t', 'id:INTEGER at:TIMESTAMP');
const partition = { destination: name('t$20260131') };
const DAY = { timePartitioning: { type: 'DAY', field: 'at' } };
const OPTIONS = ['ALLOW_FIELD_ADDITION', 'ALLOW_FIELD_RELAXATION'];

describe('a query job writes', () => {
  it.each<[string, Partial<MoveSpec>, TableInfo[], object]>([
    ['to the rows that are there', {}, [there], { writeDisposition: 'WRITE_APPEND' }],
    [
      'in the place of the rows, with the schema kept',
      { writeDisposition: 'WRITE_TRUNCATE' },
      [there],
      { writeDisposition: 'WRITE_TRUNCATE_DATA' },
    ],
    [
      'in the place of a partition',
      { ...partition, writeDisposition: 'WRITE_TRUNCATE' },
      [there],
      { writeDisposition: 'WRITE_TRUNCATE', destinationTable: partition.destination },
    ],
    [
      'a table that is missing',
      { writeDisposition: 'WRITE_TRUNCATE', layout: DAY },
      [],
      { writeDisposition: 'WRITE_TRUNCATE', ...DAY },
    ],
    ['a table that is missing, by its partition', partition, [], { timePartitioning: { type: 'DAY' } }],
    [
      'a table that is missing, by the partition of an hour',
      { destination: name('t$2026013123') },
      [],
      { timePartitioning: { type: 'HOUR' } },
    ],
    [
      'a table that is missing, by the partition of a month',
      { destination: name('t$202601') },
      [],
      { timePartitioning: { type: 'MONTH' } },
    ],
    [
      'a table that is missing, by the partition of a year',
      { destination: name('t$2026') },
      [],
      { timePartitioning: { type: 'YEAR' } },
    ],
    ['no layout to a table that has one', { layout: DAY }, [there], { destinationTable: name('t') }],
    ['only where nothing is', { writeDisposition: 'WRITE_EMPTY' }, [there], { writeDisposition: 'WRITE_EMPTY' }],
    ['no new table', { createDisposition: 'CREATE_NEVER' }, [there], { createDisposition: 'CREATE_NEVER' }],
    ['new columns', { allowFieldAddition: true, transform: { x: '1' } }, [there], { schemaUpdateOptions: OPTIONS }],
    [
      'new columns to a partition',
      { ...partition, writeDisposition: 'WRITE_TRUNCATE', allowFieldAddition: true, transform: { x: '1' } },
      [there],
      { schemaUpdateOptions: OPTIONS },
    ],
    [
      'new columns in the place of the rows, which changes the schema',
      { writeDisposition: 'WRITE_TRUNCATE', allowFieldAddition: true, transform: { x: '1' } },
      [there],
      { writeDisposition: 'WRITE_TRUNCATE' },
    ],
  ])('%s', (_, more, found, expected) => {
    const query = queryOf({ method: 'QUERY', ...more }, source, ...found);
    expect(query).toMatchObject(expected);
    if (!('schemaUpdateOptions' in expected)) expect(query).not.toHaveProperty('schemaUpdateOptions');
    if (found.length > 0) expect(query).not.toHaveProperty('timePartitioning');
  });
});

describe('is refused, with what to do', () => {
  it.each<[string, Partial<MoveSpec>, TableInfo[], string]>([
    [
      'DML to a partition',
      { ...partition, method: 'DML' },
      [there],
      'DML cannot write to the partition p.d.t$20260131: DML knows no partition decorators; write QUERY',
    ],
    [
      'DML to a table that is missing',
      { method: 'DML' },
      [],
      'p.d.t does not exist, and CopyMethod DML creates no table; create it, or give a Schema.Template',
    ],
    [
      'DML to an empty table only',
      { method: 'DML', writeDisposition: 'WRITE_EMPTY' },
      [there],
      'DML cannot keep WriteDisposition WRITE_EMPTY; write QUERY or COPY',
    ],
    [
      'DML with a new column',
      { method: 'DML', allowFieldAddition: true, transform: { x: '1' } },
      [there],
      'DML cannot add the column x to p.d.t; add it to the table, or write QUERY',
    ],
    [
      'a new column',
      { transform: { x: '1' } },
      [there],
      'Dest.Transform.x: p.d.t has no such column; add it to the table, or set Dest.AllowFieldAddition',
    ],
    [
      'a REQUIRED column without a value',
      {},
      [table('t', 'id:INTEGER name:STRING:REQUIRED')],
      "the destination's column name is REQUIRED, and gets no value",
    ],
    [
      'a key that is no column',
      { uniqueColumns: ['att'] },
      [there],
      'Dest.UniqueColumns: the temporary table has no column att; did you mean at?',
    ],
    ['a key that nothing is like', { uniqueColumns: ['something'] }, [there], 'no column something; it has id, at'],
    [
      'an alias that is a column',
      { alias: 'At', uniqueColumns: ['id'] },
      [there],
      'has a column At, and SQL calls the table itself so; choose another Dest.Transient.Alias',
    ],
  ])('%s', (_, more, found, message) => {
    expect(() => jobsOf(more, source, ...found)).toThrow(message);
  });

  it('a key within a REPEATED column', () => {
    const nested = table('t_1', [
      { name: 'list', type: 'RECORD', mode: 'REPEATED', fields: [{ name: 'a', type: 'STRING' }] },
    ]);
    expect(() => jobsOf({ uniqueColumns: ['list.a'] }, nested)).toThrow(
      'is within list, which is REPEATED, and has no single value',
    );
  });
});

describe('a split', () => {
  const rows = table('t_1', [
    { name: 'id', type: 'INTEGER' },
    { name: 'info_key', type: 'STRING' },
    {
      name: 'info',
      type: 'RECORD',
      fields: [
        { name: 'Key', type: 'STRING' },
        { name: 'at', type: 'DATE' },
        { name: 'f', type: 'FLOAT' },
      ],
    },
    { name: 'tags', type: 'STRING', mode: 'REPEATED' },
  ]);
  const mapping = [
    { when: 't.id = 1', destination: name('a') },
    { when: 't.id = 2', destination: name('b') },
    { when: 't.id = 3', destination: name('a') },
  ];
  const split = (more: object = {}) => ({ split: { clustered: name('t_1_split'), mapping, ...more } });

  it('writes each table once, though several conditions lead there, and counts what is left', () => {
    const jobs = jobsOf(split(), rows, table('a', 'id:INTEGER'));
    expect(jobs.map(({ purpose, dataset }) => [purpose, dataset])).toEqual([
      ['move', name('a')],
      ['move', name('b')],
      ['countUnmatched', name('t_1_split')],
    ]);
    const queries = jobs.map(({ configuration }) => configuration.query?.query);
    expect(queries[0]).toBe('SELECT\n  `t`.`id` AS `id`\nFROM `p`.`d`.`t_1` AS `t`\nWHERE (t.id = 1) OR (t.id = 3)');
    expect(queries[2]).toBe(
      'SELECT COUNTIF(((t.id = 1) OR (t.id = 2) OR (t.id = 3)) IS NOT TRUE) AS unmatched\nFROM `p`.`d`.`t_1` AS `t`',
    );
  });

  it('makes a table that is missing of the columns of the files, not of those to cluster by', () => {
    const jobs = jobsOf(split({ clusterColumns: ['info.key'] }), rows);
    expect(jobs[1]?.configuration.query?.query).toContain('`t`.`tags` AS `tags`\nFROM `p`.`d`.`t_1_split` AS `t`');
  });

  it('clusters by nested columns through copies whose names are free', () => {
    const [cluster] = jobsOf(split({ clusterColumns: ['id', 'INFO.key', 'info.at'], timeColumn: 'info.at' }), rows);
    expect(cluster).toEqual({
      action: 'query',
      purpose: 'cluster',
      dataset: name('t_1_split'),
      configuration: {
        query: {
          query:
            'SELECT\n  `t`.*,\n  `t`.`info`.`Key` AS `info_Key_`,\n  `t`.`info`.`at` AS `info_at`\nFROM `p`.`d`.`t_1` AS `t`',
          useLegacySql: false,
          destinationTable: name('t_1_split'),
          writeDisposition: 'WRITE_TRUNCATE',
          timePartitioning: { type: 'DAY', field: 'info_at' },
          clustering: { fields: ['id', 'info_Key_', 'info_at'] },
        },
      },
    });
  });

  it('clusters by four columns, each once', () => {
    const wide = table('t_1', 'a b c d e');
    const [cluster] = jobsOf(split({ clusterColumns: ['e', 'd', 'E', 'c', 'b', 'a'] }), wide);
    expect(cluster?.configuration.query?.clustering).toEqual({ fields: ['e', 'd', 'c', 'b'] });
  });

  it.each([
    [
      { clusterColumns: ['info.f'] },
      'Dest.Schema.Split.ClusterColumns: f is FLOAT; BigQuery wants a column of DATE, BOOL',
    ],
    [{ clusterColumns: ['tags'] }, 'Dest.Schema.Split.ClusterColumns: tags is REPEATED STRING'],
    [{ clusterColumns: ['info.x'] }, 'Dest.Schema.Split.ClusterColumns: the temporary table has no column info.x'],
    [
      { timeColumn: 'id' },
      'Dest.Schema.Split.TimeColumn: id is INTEGER; BigQuery wants a column of DATE, TIMESTAMP, DATETIME',
    ],
  ])('cannot be clustered by %j', (more, message) => {
    expect(() => jobsOf(split(more), rows)).toThrow(message);
  });
});
