import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse, type Result, type Row, type Warehouse } from './warehouse.ts';

/** A statement, and the rows that BigQuery's reference says it has. */
export interface Shape {
  name: string;
  sql: string;
  rows: Row[];
  /** GoogleSQL run before, for its tables. */
  given?: string;
  /** Where their names are the point. */
  columns?: string[];
  /** How GoogleSQL refuses it. */
  refused?: string;
  /** Whether DuckDB is not asked for it, where the statement is too large for the reference evaluator. */
  onlyEvaluated?: true;
  /** A query of what the statement did. */
  seen?: string;
}

const sorted = (rows: readonly Row[]): string[] => rows.map((row) => inspect(row, { depth: null })).sort();

/** What DuckDB is not asked for is refused, and says so. */
const ONLY_EVALUATED = "which is only known to GoogleSQL's reference evaluator";

const outcome = (run: Promise<Result>): Promise<Result | Error> => run.catch((error: Error) => error);

/** Checks each shape both ways, on warehouses of its own tables: as the reference evaluator computes it, and as DuckDB does. */
export function describeShapes(title: string, shapes: readonly Shape[]): void {
  describe.each([
    { title, emits: false },
    { title: `${title}, in DuckDB`, emits: true },
  ])('$title', ({ emits }) => {
    let warehouse: Warehouse;
    beforeAll(async () => {
      warehouse = await openWarehouse({ emits });
    });
    afterAll(() => warehouse.close());

    it.each(shapes.map((shape) => [shape.name, shape] as const))('%s', (_, shape) =>
      expectShape(shape, warehouse, shape.refused ?? (emits && shape.onlyEvaluated ? ONLY_EVALUATED : undefined)),
    );
  });
}

async function expectShape(shape: Shape, warehouse: Warehouse, refusal: string | undefined): Promise<void> {
  if (shape.given) await warehouse.query(shape.given);
  const result = await outcome(warehouse.query(shape.sql));
  if (refusal !== undefined) {
    expect(String(result)).toContain(refusal);
    return;
  }
  if (result instanceof Error) throw result;
  expectRows(shape, shape.seen ? await warehouse.query(shape.seen) : result);
}

/** In their order, where the statement asks for one. */
function expectRows({ sql, seen, rows, columns }: Shape, shown: Result): void {
  const isOrdered = /ORDER BY[^)]*$/i.test(seen ?? sql);
  if (isOrdered || rows.length < 2) expect(shown.rows).toEqual(rows);
  else expect(sorted(shown.rows)).toEqual(sorted(rows));
  if (columns) expect(shown.columns).toEqual(columns);
}
