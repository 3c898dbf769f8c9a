import { describe, expect, it } from 'vitest';
import type { MoveSpec } from '../../../../functions/src/model/moveSpec.ts';
import type { TableField, TableInfo } from '../../../../functions/src/model/table.ts';
import { canCopy } from '../../../../functions/src/plan/move/canCopy.ts';
import { jobsOf, name, spec, table } from './specs.ts';

const BY_DAY = { timePartitioning: { type: 'DAY', field: 'at' } };
const BY_INGESTION = { timePartitioning: { type: 'DAY' } };
const BY_RANGE = { rangePartitioning: { field: 'a', range: { start: '0', end: '10', interval: '1' } } };
const partition = name('t$20260131');

const record = (...fields: TableField[]): TableField[] => [{ name: 'r', type: 'RECORD', fields }];
const a: TableField = { name: 'a', type: 'STRING' };
const described: TableField = { ...a, ...{ description: 'what a is' } };
const short: TableField = { ...a, ...{ maxLength: '10' } };
const b: TableField = { name: 'b', type: 'STRING' };

interface Case {
  spec?: Partial<MoveSpec>;
  source?: TableInfo;
  destination?: TableInfo | undefined;
}

const decide = ({ spec: more = {}, source = table('t_1', 'a b'), ...rest }: Case): boolean =>
  canCopy(spec(more), source, 'destination' in rest ? rest.destination : table('t', 'a b'));

describe('a copy job moves the rows', () => {
  it.each<[string, Case]>([
    ['that stay as they are', {}],
    ['where the rule says COPY', { spec: { method: 'COPY' } }],
    ['that replace others', { spec: { writeDisposition: 'WRITE_TRUNCATE' } }],
    ['that come into an empty table', { spec: { writeDisposition: 'WRITE_EMPTY' } }],
    ['where types have other names', { source: table('t_1', 'a:INT64 b'), destination: table('t', 'a:INTEGER b') }],
    ['where columns are spelt otherwise', { source: table('t_1', 'A b') }],
    ['where a mode is given or not', { source: table('t_1', 'a:STRING:NULLABLE b') }],
    ['of records', { source: table('t_1', record(a)), destination: table('t', record(a)) }],
    ['of columns that are described otherwise', { source: table('t_1', [a]), destination: table('t', [described]) }],
    [
      'that replace others, of columns described alike',
      {
        spec: { writeDisposition: 'WRITE_TRUNCATE' },
        source: table('t_1', record(described)),
        destination: table('t', record(described)),
      },
    ],
    ['into a table that has to be made', { destination: undefined }],
    [
      'into a table that has to be made, laid out like the temporary one',
      { spec: { layout: BY_DAY }, source: table('t_1', 'a b', BY_DAY), destination: undefined },
    ],
    [
      'between tables laid out alike',
      { source: table('t_1', 'a b', BY_RANGE), destination: table('t', 'a b', { ...BY_RANGE }) },
    ],
    [
      'between tables partitioned alike, kept for another time',
      {
        source: table('t_1', 'a at', BY_DAY),
        destination: table('t', 'a at', { timePartitioning: { type: 'DAY', field: 'AT', expirationMs: '1' } }),
      },
    ],
    [
      'into a partition by ingestion time',
      { spec: { destination: partition }, destination: table('t', 'a b', BY_INGESTION) },
    ],
  ])('%s', (_, given) => {
    expect(decide(given)).toBe(true);
  });
});

describe('a query has to move them', () => {
  it.each<[string, Case]>([
    ['where the rule says QUERY', { spec: { method: 'QUERY' } }],
    ['where the rule says DML', { spec: { method: 'DML' } }],
    ['with Criteria', { spec: { criteria: 'TRUE' } }],
    ['with UniqueColumns', { spec: { uniqueColumns: ['a'] } }],
    ['with Transform', { spec: { transform: { a: '1' } } }],
    ['with SideInputs', { spec: { sideInputs: [{ from: 'SELECT 1', alias: 's', on: 'TRUE', inner: false }] } }],
    ['with a disposition that a copy has not', { spec: { writeDisposition: 'WRITE_TRUNCATE_DATA' } }],
    ['where the destination has a column more', { destination: table('t', 'a b c') }],
    ['where it has one less', { destination: table('t', 'a') }],
    ['where it has another one', { destination: table('t', 'a c') }],
    ['where columns come in another order', { destination: table('t', 'b a') }],
    ['where a type differs', { destination: table('t', 'a b:INTEGER') }],
    ['where a mode differs', { destination: table('t', 'a b:STRING:REQUIRED') }],
    ['where a field of a record differs', { source: table('t_1', record(a)), destination: table('t', record(a, b)) }],
    ['where the length of texts differs', { source: table('t_1', [a]), destination: table('t', [short]) }],
    [
      'where the schema that a copy brings along is described otherwise',
      {
        spec: { writeDisposition: 'WRITE_TRUNCATE' },
        source: table('t_1', record(a)),
        destination: table('t', record(described)),
      },
    ],
    [
      'where it has to be made, with partitions that expire',
      {
        spec: { layout: { timePartitioning: { ...BY_DAY.timePartitioning, expirationMs: '1' } } },
        source: table('t_1', 'a at', BY_DAY),
        destination: undefined,
      },
    ],
    [
      'where it has to be made, with partitions that every query has to name',
      {
        spec: { layout: { timePartitioning: { ...BY_DAY.timePartitioning, requirePartitionFilter: true } } },
        source: table('t_1', 'a at', BY_DAY),
        destination: undefined,
      },
    ],
    ['where only the destination is partitioned', { destination: table('t', 'a b', BY_DAY) }],
    [
      'where it is partitioned otherwise',
      { source: table('t_1', 'a b', BY_INGESTION), destination: table('t', 'a b', BY_DAY) },
    ],
    [
      'where it has other ranges',
      {
        source: table('t_1', 'a b', BY_RANGE),
        destination: table('t', 'a b', {
          rangePartitioning: { ...BY_RANGE.rangePartitioning, range: { start: '0', end: '20', interval: '1' } },
        }),
      },
    ],
    ['where it is clustered', { destination: table('t', 'a b', { clustering: { fields: ['a'] } }) }],
    ['where it has to be made, and laid out otherwise', { spec: { layout: BY_DAY }, destination: undefined }],
    ['where it has to be made by its partition', { spec: { destination: partition }, destination: undefined }],
    ['into a partition by column', { spec: { destination: partition }, destination: table('t', 'a b', BY_DAY) }],
    ['into a partition of a table that has none', { spec: { destination: partition } }],
    [
      'into a partition, from a table that has partitions itself',
      {
        spec: { destination: partition },
        source: table('t_1', 'a b', BY_INGESTION),
        destination: table('t', 'a b', BY_INGESTION),
      },
    ],
  ])('%s', (_, given) => {
    expect(decide(given)).toBe(false);
  });
});

it('the copy job has the dispositions of the rule', () => {
  const given = { writeDisposition: 'WRITE_TRUNCATE', createDisposition: 'CREATE_NEVER' };
  expect(jobsOf(given, table('t_1', 'a'), table('t', 'a'))).toEqual([
    {
      action: 'copy',
      purpose: 'move',
      dataset: name('t'),
      configuration: { copy: { sourceTable: name('t_1'), destinationTable: name('t'), ...given } },
    },
  ]);
});
