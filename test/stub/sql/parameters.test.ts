import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryParameter } from '../../../emulators/bigquery/query/script/statement.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

const scalar = (type: string, value: string | undefined, name?: string): QueryParameter => ({
  ...(name ? { name } : {}),
  parameterType: { type },
  parameterValue: value === undefined ? {} : { value },
});

describe('query parameters', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openWarehouse();
  });
  afterAll(() => warehouse.close());

  const run = async (sql: string, ...parameters: QueryParameter[]) => (await warehouse.query(sql, { parameters })).rows;

  it('named, in any case and as often as wanted', async () => {
    const rows = await run('SELECT @a, @A + 1, @b', scalar('INT64', '7', 'a'), scalar('STRING', "it's", 'b'));
    expect(rows).toEqual([[7, 8, "it's"]]);
  });

  it('positional, in order', async () => {
    expect(await run('SELECT ?, ? || ?', scalar('INT64', '1'), scalar('STRING', 'x'), scalar('STRING', 'y'))).toEqual([
      [1, 'xy'],
    ]);
  });

  it.each([
    ['INT64', '9007199254740993', 9007199254740993n],
    ['FLOAT64', '2.5', 2.5],
    ['BOOL', 'true', true],
    ['STRING', '?', '?'],
    ['BYTES', 'AP8=', 'hex 00ff'],
    ['NUMERIC', '1.25', 'NUMERIC 1.25'],
    ['DATE', '2026-01-02', '2026-01-02'],
    ['DATETIME', '2026-01-02T03:04:05', '2026-01-02 03:04:05'],
    ['TIME', '03:04:05', '03:04:05'],
    ['TIMESTAMP', '2026-01-02 03:04:05.6+00:00', '2026-01-02 03:04:05.6+00'],
    ['JSON', '{"a":1}', 'JSON {"a":1}'],
    ['STRING', undefined, null],
  ])('%s %s', async (type, value, expected) => {
    expect(await run('SELECT @p', scalar(type, value, 'p'))).toEqual([[expected]]);
  });

  it('arrays, also in UNNEST and empty', async () => {
    const ids: QueryParameter = {
      name: 'ids',
      parameterType: { type: 'ARRAY', arrayType: { type: 'INT64' } },
      parameterValue: { arrayValues: [{ value: '1' }, { value: '3' }] },
    };
    const none: QueryParameter = { ...ids, name: 'none', parameterValue: {} };
    const rows = await run(
      'SELECT x, ARRAY_LENGTH(@ids), @none FROM UNNEST([1, 2, 3]) x WHERE x IN UNNEST(@ids) ORDER BY x',
      ids,
      none,
    );
    expect(rows).toEqual([
      [1, 2, []],
      [3, 2, []],
    ]);
  });

  it('records', async () => {
    const point: QueryParameter = {
      name: 'point',
      parameterType: {
        type: 'STRUCT',
        structTypes: [
          { name: 'x', type: { type: 'INT64' } },
          { name: 'label', type: { type: 'STRING' } },
        ],
      },
      parameterValue: { structValues: { x: { value: '5' }, label: { value: 'five' } } },
    };
    expect(await run('SELECT @point.x, @point', point)).toEqual([[5, { x: 5, label: 'five' }]]);
  });

  it('that is not given', async () => {
    await expect(run('SELECT 1,\n  @nope')).rejects.toThrow("Query parameter 'nope' not found at [2:3]");
  });
});
