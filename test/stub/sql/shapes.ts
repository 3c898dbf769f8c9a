import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse, type Row, type Warehouse } from './warehouse.ts';

/** A statement, and the rows that BigQuery's reference says it has. */
export interface Shape {
  name: string;
  sql: string;
  rows: Row[];
  /** GoogleSQL run before, for its tables. */
  given?: string;
  /** Where their names are the point. */
  columns?: string[];
  /** Where DuckDB, which computes what is large, does it otherwise than Google: the right rows, or how Google refuses it. */
  evaluated?: Row[];
  refused?: string;
  /** A query of what the statement did. */
  seen?: string;
}

const isQuery = ({ sql, seen }: Shape): boolean => seen === undefined && /^\s*(?:SELECT|WITH|\()/i.test(sql);

const sorted = (rows: readonly Row[]): string[] => rows.map((row) => inspect(row, { depth: null })).sort();

/** Checks each shape on a warehouse of its own tables. */
export function describeShapes(title: string, shapes: readonly Shape[]): void {
  describe(title, () => {
    let warehouse: Warehouse;
    beforeAll(async () => {
      warehouse = await openWarehouse();
    });
    afterAll(() => warehouse.close());

    it.each(shapes.map((shape) => [shape.name, shape] as const))(
      '%s',
      async (_, { given, sql, seen, rows, columns }) => {
        if (given) await warehouse.query(given);
        const result = await warehouse.query(sql);
        const shown = seen ? await warehouse.query(seen) : result;
        expect(shown.rows).toEqual(rows);
        if (columns) expect(shown.columns).toEqual(columns);
      },
    );

    it.each(shapes.filter(isQuery).map((shape) => [shape.name, shape] as const))(
      '%s, as GoogleSQL evaluates it',
      async (_, { given, sql, rows, columns, evaluated, refused }) => {
        if (given) await warehouse.query(given);
        if (refused !== undefined) {
          await expect(warehouse.evaluate(sql)).rejects.toThrow(refused);
          return;
        }
        const result = await warehouse.evaluate(sql);
        const isOrdered = /ORDER BY[^)]*$/i.test(sql);
        const expected = evaluated ?? rows;
        if (isOrdered || expected.length < 2) expect(result.rows).toEqual(expected);
        else expect(sorted(result.rows)).toEqual(sorted(expected));
        if (columns) expect(result.columns).toEqual(columns);
      },
    );
  });
}
