import { describe, expect, it } from 'vitest';
import type { Ingestion, Transient } from '../../../functions/src/model/plan.ts';
import type { TableField, TableInfo } from '../../../functions/src/model/table.ts';
import { type ColumnSources, temporaryColumns } from '../../../functions/src/plan/temporaryColumns.ts';

const name = { projectId: 'p', datasetId: 'd', tableId: 't' };
const column = (columnName: string, mode?: string): TableField => ({
  name: columnName,
  type: 'STRING',
  ...(mode ? { mode } : {}),
});
const table = (...fields: TableField[]): TableInfo => ({ name, fields });

function columns(
  tables: Partial<ColumnSources>,
  {
    transform,
    sourceFormat = 'CSV',
    ...transient
  }: Partial<Transient> & { transform?: Record<string, string>; sourceFormat?: string } = {},
) {
  const move = {
    source: name,
    alias: 't',
    destination: name,
    writeDisposition: 'WRITE_APPEND',
    allowFieldAddition: false,
    layout: {},
  };
  const ingestion: Ingestion & { transient: Transient } = {
    projectId: 'p',
    load: { sourceFormat },
    destinations: [name],
    recovery: { maxReload: 15, addsFields: false },
    transient: { autodetect: false, ...transient, move: { ...move, ...(transform ? { transform } : {}) } },
  };
  return temporaryColumns(ingestion, {
    destination: undefined,
    template: undefined,
    transientTemplate: undefined,
    ...tables,
  });
}

describe('the columns of a temporary table', () => {
  const destination = table(column('a'), column('b'));

  it('are those of Transient.Template', () => {
    expect(columns({ destination, transientTemplate: table(column('x')) })).toEqual([column('x')]);
  });

  it('else those that the rule writes out', () => {
    expect(columns({ destination }, { fields: [column('y')] })).toEqual([column('y')]);
  });

  it('else those of the destination, with what its template adds', () => {
    expect(columns({ destination })).toEqual([column('a'), column('b')]);
    expect(columns({ destination, template: table(column('B'), column('c')) })).toEqual([
      column('a'),
      column('b'),
      column('c'),
    ]);
  });

  it('else those of the template that the destination will be made like', () => {
    expect(columns({ template: table(column('c')) })).toEqual([column('c')]);
    expect(columns({ destination: table(), template: table(column('c')) })).toEqual([column('c')]);
  });

  it('are not REQUIRED where Transform computes them', () => {
    const required = table(column('a', 'REQUIRED'), column('b', 'REQUIRED'));
    expect(columns({ destination: required }, { transform: { A: '1' } })).toEqual([
      column('a', 'NULLABLE'),
      column('b', 'REQUIRED'),
    ]);
  });

  it('come from the files with Autodetect, or where these carry them', () => {
    expect(columns({ destination }, { autodetect: true })).toEqual([]);
    expect(columns({}, { sourceFormat: 'AVRO' })).toEqual([]);
  });

  it('have to be known', () => {
    expect(() => columns({})).toThrow('the columns of the files are not known: the destination does not exist');
  });
});
