import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MoveSpec } from '../../../../functions/src/model/moveSpec.ts';
import { planMove } from '../../../../functions/src/plan/move/planMove.ts';
import { quotedNames } from '../../../support/quotedNames.ts';

const SOURCE = { projectId: 'p', datasetId: 'temp', tableId: 'orders_42' };
const ORDERS = { projectId: 'p', datasetId: 'shop', tableId: 'orders' };

/**
 * Any name that BigQuery takes for a column: letters, marks and digits of any language, white space, and some symbols
 * (https://cloud.google.com/bigquery/docs/schemas#flexible-column-names). A dot, which parts the names of a path, is none.
 */
const allowed = fc
  .string({ unit: fc.constantFrom(..."aZ_09äß日本ا́½ \t&%=+:'<>#|-—–"), minLength: 1, maxLength: 300 })
  .filter((name) => name.trim() !== '');

/** The names within backticks of the SQL that moves tables of one column, as a lexer of GoogleSQL reads them. */
function namesFor(name: string, spec: Partial<MoveSpec>): string[] {
  const fields = [{ name, type: 'STRING' }];
  const { jobs } = planMove(
    {
      source: SOURCE,
      alias: 'a longer row',
      destination: ORDERS,
      writeDisposition: 'WRITE_APPEND',
      allowFieldAddition: false,
      layout: {},
      ...spec,
    },
    { source: { name: SOURCE, fields }, find: () => ({ name: ORDERS, fields }) },
  );
  const sql = jobs.map(({ configuration }) => configuration.query?.query ?? '').join('\n');
  return quotedNames(sql).names;
}

const ROWS = ['p', 'temp', 'orders_42', 'a longer row'];

describe('any column name that BigQuery allows', () => {
  it('survives a query', () => {
    fc.assert(
      fc.property(allowed, (name) => {
        expect(namesFor(name, { method: 'QUERY' })).toEqual(['a longer row', name, name, ...ROWS]);
      }),
    );
  });

  it('survives DML, as a key and as what Transform replaces', () => {
    fc.assert(
      fc.property(allowed, (name) => {
        const names = namesFor(name, { method: 'DML', uniqueColumns: [name], transform: { [name]: '1' } });
        const target = ['p', 'shop', 'orders', name];
        const key = ['a longer row', name];
        expect(names).toEqual([...target, name, 'a longer row', ...ROWS, ...key, 'a longer row', 'a longer row']);
      }),
    );
  });
});
