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
  /** A query of what the statement did. */
  seen?: string;
}

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
  });
}
