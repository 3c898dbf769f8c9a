import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TableField } from '../../../functions/src/model/table.ts';
import { mergeColumns } from '../../../functions/src/plan/mergeColumns.ts';
import { findNewColumns } from '../../../functions/src/recovery/newColumns.ts';

const ID: TableField = { name: 'id', type: 'INTEGER', mode: 'REQUIRED' };

function newColumns(lines: readonly string[], columns: readonly TableField[] = [ID]): TableField[] {
  const finder = findNewColumns(columns);
  for (const line of lines) finder.read(line);
  return finder.found();
}

/** `STRING`, `REPEATED STRING`, `RECORD(a STRING)`: the column that the values of a field need; `none` where there is none. */
const typeOf = (...values: string[]): string => {
  const [field] = newColumns(values.map((value) => `{"id": 1, "x": ${value}}`));
  return field ? shown(field) : 'none';
};

function shown({ type, mode, fields }: TableField): string {
  const inner = fields ? `(${fields.map((field) => `${field.name} ${shown(field)}`).join(', ')})` : '';
  return `${mode === 'REPEATED' ? 'REPEATED ' : ''}${type}${inner}`;
}

describe('the type of a new column', () => {
  it.each([
    ['INTEGER', ['3']],
    ['INTEGER', ['-9223372036854775808']],
    ['INTEGER', ['9223372036854775807', '0']],
    ['FLOAT', ['9223372036854775808']],
    ['FLOAT', ['1.0']],
    ['FLOAT', ['1e3']],
    ['FLOAT', ['1', '2.5']],
    ['NUMERIC', ['9007199254740993', '2.5']],
    ['NUMERIC', ['2.5', '-12345678901234567891']],
    ['FLOAT', ['9007199254740992', '2.5']],
    ['FLOAT', ['9007199254740993', '1e3']],
    ['FLOAT', ['9007199254740993', '0.0000000001']],
    ['FLOAT', ['9007199254740993', '"NaN"']],
    ['FLOAT', ['123456789012345678901234567890']],
    ['REPEATED NUMERIC', ['[9007199254740993, 0.5]']],
    ['FLOAT', ['2.5', '1']],
    ['BOOLEAN', ['true', 'false']],
    ['STRING', ['"a"']],
    ['STRING', ['"12"']],
    ['STRING', ['""']],
    ['STRING', ['"true"']],
    ['TIMESTAMP', ['"2026-01-31T10:00:00Z"']],
    ['TIMESTAMP', ['"2026-01-31 10:00:00"']],
    ['TIMESTAMP', ['"2026-01-31 10:00:00.123456 UTC"']],
    ['TIMESTAMP', ['"2026-01-31T10:00:00+05:30"', '"2026-01-31T10:00:00-08"']],
    ['TIMESTAMP', ['"2026-01-31"', '"2026-01-31T10:00:00Z"']],
    ['DATE', ['"2024-02-29"']],
    ['STRING', ['"2026-02-29"']],
    ['STRING', ['"2026-02-30T10:00:00Z"']],
    ['STRING', ['"0000-01-01"']],
    ['STRING', ['"2026-01-31T24:00:00Z"']],
    ['STRING', ['"2014-04-02T20:00:00.000-0400"']],
    ['STRING', ['"2026-01-31T10:00:00.123456789Z"']],
    ['STRING', ['"2026-01-31"', '"n/a"']],
    ['none', ['1', '"a"']],
    ['none', ['true', '1']],
    ['INTEGER', ['null', '3']],
    ['INTEGER', ['3', 'null']],
    ['none', ['null']],
    ['none', ['[]']],
    ['REPEATED INTEGER', ['[]', '[1, 2]', 'null']],
    ['REPEATED FLOAT', ['[1, 2.5]']],
    ['REPEATED TIMESTAMP', ['["2026-01-31T10:00:00Z"]']],
    ['none', ['[[1]]']],
    ['none', ['[1]', '[[1]]']],
    ['none', ['{}']],
    ['RECORD(a INTEGER, b STRING)', ['{"a": 1}', '{"b": "t", "a": null}']],
    ['RECORD(a RECORD(b REPEATED RECORD(c BOOLEAN)))', ['{"a": {"b": [{"c": true}, {}]}}']],
    ['REPEATED RECORD(key STRING, int_value INTEGER)', ['[{"key": "k"}, {"int_value": 12}]']],
    ['RECORD(ok INTEGER)', ['{"ok": 1, "not this": 2, "0th": 3, "_PARTITIONTIME": 4}']],
    ['none', ['{"a": 1}', '"text"']],
    ['FLOAT', ['"NaN"', '1.5']],
    ['FLOAT', ['"NaN"']],
    ['STRING', ['"NaN"', '"none"']],
    ['none', ['"NaN"', '1', '"none"']],
    ['none', ['1', '[1]']],
    ['none', ['[]', '1']],
    ['INTEGER', ['null', '3', 'null']],
  ])('is %s for %j', (type, values) => {
    expect(typeOf(...values)).toBe(type);
  });

  it.each(['not this', '0th', 'a.b', '', '_PARTITION_x', '_table_suffix', 'ä', 'x'.repeat(301)])(
    'is none where no column can be called %j',
    (name) => {
      expect(newColumns([JSON.stringify({ id: 1, [name]: 1 })])).toEqual([]);
    },
  );
});

describe('new columns', () => {
  it('are all that the file has and the table has not, at once', () => {
    const lines = ['{"id": 1, "name": "a"}', '{"ID": 2, "billable": true}', '{"id": 3, "Name": null, "amount": 1.5}'];
    expect(newColumns(lines)).toEqual([
      { name: 'name', type: 'STRING', mode: 'NULLABLE' },
      { name: 'billable', type: 'BOOLEAN', mode: 'NULLABLE' },
      { name: 'amount', type: 'FLOAT', mode: 'NULLABLE' },
    ]);
  });

  it('are added within records of the table, repeated ones too', () => {
    const params: TableField = {
      name: 'params',
      type: 'RECORD',
      mode: 'REPEATED',
      fields: [
        { name: 'key', type: 'STRING', mode: 'NULLABLE' },
        {
          name: 'meta',
          type: 'RECORD',
          mode: 'NULLABLE',
          fields: [{ name: 'at', type: 'TIMESTAMP', mode: 'REQUIRED' }],
        },
      ],
    };
    const lines = [
      '{"id": 1}',
      '{"id": 2, "params": [{"key": "k", "int_value": 12}, {"Meta": {"at": "2026-01-31 00:00:00", "by": "me"}}]}',
    ];
    const { fields, added, conflicts } = mergeColumns([ID, params], newColumns(lines, [ID, params]));
    expect(added).toEqual(['params.meta.by', 'params.int_value']);
    expect(conflicts).toEqual([]);
    expect(shown({ name: '', type: 'RECORD', fields })).toBe(
      'RECORD(id INTEGER, params REPEATED RECORD(key STRING, meta RECORD(at TIMESTAMP, by STRING), int_value INTEGER))',
    );
  });

  it('are not sought in lines that are no JSON objects', () => {
    expect(newColumns(['{"id": 1, "x', '[{"x": 1}]', '7', '', '{"id": 1, "y": 2}'])).toMatchObject([{ name: 'y' }]);
  });

  it('are none for fields that are null or empty wherever they occur, and those are named', () => {
    const finder = findNewColumns([ID]);
    finder.read('{"id": 1, "x": null, "y": {"a": [], "b": 1}, "z": {}}');
    expect(finder.empty()).toEqual(['x', 'y.a', 'z']);
    finder.read('{"id": 1, "x": 1}');
    expect(finder.empty()).toEqual(['y.a', 'z']);
    expect(finder.found().map(shown)).toEqual(['INTEGER', 'RECORD(b INTEGER)']);
    expect(finder.problems()).toEqual([]);
  });

  it('are none for values that agree on no type, and for names that no column can have: why is said', () => {
    const finder = findNewColumns([ID]);
    finder.read('{"id": 1, "r": [{"i": 4}, {"i": "4px"}], "utm_medium-partners": 1, "t": [[1]], "0": null}');
    finder.read('{"id": 1, "u": 1}');
    finder.read('{"id": 1, "u": [2]}');
    expect(finder.problems()).toEqual([
      'field r.i is INTEGER in one row and STRING in another: no column takes both',
      expect.stringMatching(
        /^field utm_medium-partners cannot be a column: a name has letters, digits and underscores/,
      ),
      'field t holds a list within a list: no column takes both',
      'field u is a list in one row and a single value in another: no column takes both',
    ]);
  });

  it('are what several files say together', () => {
    const [one, other] = [findNewColumns([ID]), findNewColumns([ID])];
    one.read('{"id": 1, "x": 1, "y": {"a": "2026-01-31"}}');
    other.read('{"id": 1, "x": 2.5, "y": {"a": "soon", "b": true}}');
    expect(one.with(other).found().map(shown)).toEqual(['FLOAT', 'RECORD(a STRING, b BOOLEAN)']);
    expect(one.found().map(shown)).toEqual(['INTEGER', 'RECORD(a DATE)']);
  });
});

describe('any rows', () => {
  const scalar = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  );
  const { row } = fc.letrec<{ row: object; value: unknown }>((tie) => ({
    row: fc.dictionary(fc.constantFrom('a', 'b', 'C', 'c', 'd'), tie('value'), { maxKeys: 4 }),
    value: fc.oneof(
      { depthSize: 'small' },
      scalar,
      tie('row'),
      fc.array(fc.oneof(scalar, tie('row')), { maxLength: 3 }),
    ),
  }));
  const rows = fc.array(row, { maxLength: 6 });

  it('once the columns are there, nothing is missing any more but what no column can hold', () => {
    fc.assert(
      fc.property(rows, (objects) => {
        const lines = objects.map((object) => JSON.stringify(object));
        const found = newColumns(lines, []);
        expect(newColumns(lines, found)).toEqual([]);
      }),
    );
  });

  it('the order of the rows changes the order of the columns only', () => {
    fc.assert(
      fc.property(rows, (objects) => {
        const lines = objects.map((object) => JSON.stringify(object));
        const forth = newColumns(lines, []).map((field) => sorted(field));
        const back = newColumns(lines.toReversed(), []).map((field) => sorted(field));
        expect(byName(back)).toEqual(byName(forth));
      }),
    );
  });
});

const byName = (fields: TableField[]): TableField[] => fields.toSorted((a, b) => (a.name < b.name ? -1 : 1));

const sorted = (field: TableField): TableField => ({
  ...field,
  name: field.name.toLowerCase(),
  ...(field.fields ? { fields: byName(field.fields.map(sorted)) } : {}),
});
