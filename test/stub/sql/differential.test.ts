import { inspect, isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statement } from './differential/generated.ts';
import { GIVEN, TABLES } from './differential/given.ts';
import { REFUSED } from './differential/refused.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

/** How many statements are made up: `DIFFERENTIAL_STATEMENTS=5000 vitest run --project stub differential`. */
const COUNT = Number(process.env['DIFFERENTIAL_STATEMENTS'] ?? 40);

describe('the reference evaluator and DuckDB', () => {
  let evaluating: Warehouse;
  let emitting: Warehouse;
  beforeAll(async () => {
    evaluating = await openWarehouse();
    emitting = await openWarehouse({ emits: true });
    for (const warehouse of [evaluating, emitting]) for (const sql of TABLES) await warehouse.query(sql);
  });
  afterAll(() => Promise.all([evaluating.close(), emitting.close()]));

  /** What a statement comes to; an error is an error, whatever its words. */
  async function outcome(sql: string, warehouse: Warehouse): Promise<unknown> {
    const result = await warehouse.query(sql).catch((error: Error) => error);
    if (result instanceof Error) return result.message.includes('not supported by the local') ? 'refused' : 'an error';
    const rows = result.rows.map(comparable);
    return /ORDER BY[^)]*$/i.test(sql) ? rows : rows.map((row) => inspect(row, { depth: null })).sort();
  }

  /**
   * DuckDB may be not asked for a statement, but may not compute it otherwise. `isLenient`: what need not be computed may
   * fail on one side alone. DuckDB leaves out more; and before a join it tests rows that no other row matches.
   */
  async function expectSame(sql: string, isLenient: boolean): Promise<void> {
    const emitted = await outcome(sql, emitting);
    if (emitted === 'refused') return;
    const evaluated = await outcome(sql, evaluating);
    if (isLenient && (evaluated === 'an error' || (emitted === 'an error' && / JOIN /.test(sql)))) return;
    if (!isDeepStrictEqual(emitted, evaluated)) expect({ sql, rows: emitted }).toEqual({ sql, rows: evaluated });
  }

  it.each(GIVEN)('agree on %s', (sql) => expectSame(sql, false));

  it.each(REFUSED)('DuckDB is not asked for %s', async (sql) => {
    expect(await outcome(sql, emitting)).toBe('refused');
  });

  it(`agree on ${COUNT} statements that are made up`, { timeout: 30_000 + COUNT * 500 }, async () => {
    await fc.assert(
      fc.asyncProperty(statement, (sql) => expectSame(sql, true)),
      { numRuns: COUNT },
    );
  });
});

/** Sums of FLOAT64s depend on the order of their parts; JSON's members have none; a result's BIGNUMERIC may be text. */
function comparable(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isInteger(value)) return Number(value.toPrecision(12));
  if (typeof value === 'string' && value.startsWith('JSON ')) return inOrder(JSON.parse(value.slice(5)));
  if (typeof value === 'string') return value.replace(/^NUMERIC /, '');
  if (Array.isArray(value)) return value.map(comparable);
  return typeof value === 'object' && value !== null ? mapped(value, comparable) : value;
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  return typeof value === 'object' && value !== null ? mapped(value, inOrder) : value;
}

const mapped = (value: object, convert: (item: unknown) => unknown): object =>
  Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, item]) => [name, convert(item)]),
  );
