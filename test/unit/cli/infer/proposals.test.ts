import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readRules } from '../../../../functions/src/action/ruleReader.ts';
import type { Rule } from '../../../../functions/src/rule/schema.ts';
import { proposedRule } from '../../../support/proposedRule.ts';
import { sampleOf } from '../../../support/sampleOf.ts';

/** The rule proposed for these contents, which has to pass the checks, warnings included; and its text. */
async function proposed(name: string, ...contents: (string | Uint8Array)[]): Promise<{ rule: Rule; text: string }> {
  const [first, ...others] = contents.map((content, index) =>
    sampleOf(index === 0 ? name : `${name}.${index}`, content),
  );
  if (first === undefined) throw new Error('give a content');
  const text = await proposedRule(first, ...others.map((sample) => ({ ...sample, name })));
  const { rules, problems } = readRules('rules/proposed.yaml', text);
  expect(problems).toEqual([]);
  const [loaded] = rules;
  if (loaded === undefined) throw new Error(text);
  return { rule: loaded.rule, text };
}

const columnsOf = ({ Dest }: Rule): string[] =>
  (Dest.Schema?.Fields ?? []).map(({ Name, Type, Mode }) => `${Name} ${Type}${Mode ? ` ${Mode}` : ''}`);

const csvColumn = async (...values: string[]): Promise<string> => {
  const { rule } = await proposed('in/a.csv', `other,col\n${values.map((value) => `1,${value}`).join('\n')}\n`);
  return columnsOf(rule)[1]?.replace('col ', '') ?? '';
};

describe('CSV: all values of a column decide its type', () => {
  it.each([
    [['1', '-2', '9223372036854775807'], 'INTEGER'],
    [['1', '2.5'], 'FLOAT'],
    [['1', '2e3', 'NaN'], 'FLOAT'],
    [['1', '9223372036854775808'], 'NUMERIC'],
    [['1', '1'.repeat(40)], 'STRING'],
    [['1', 'x'], 'STRING'],
    [['00123', '4001'], 'STRING'],
    [['true', 'FALSE'], 'BOOLEAN'],
    [['true', '1'], 'STRING'],
    [['2026-01-31', '2026-02-28'], 'DATE'],
    [['2026-01-31', '2026-02-30'], 'STRING'],
    [['2026-01-31T12:00:00Z', '2026-01-31 12:00:00.5+01:00'], 'TIMESTAMP'],
    [['2026-01-31', '2026-01-31 12:00:00'], 'TIMESTAMP'],
    [['12:30:00', '23:59:59.5'], 'TIME'],
    [['12:30:00', '2026-01-31'], 'STRING'],
    [['', '7'], 'INTEGER'],
    [['', ''], 'STRING'],
  ])('%j: %s', async (values, type) => {
    expect(await csvColumn(...values)).toBe(type);
  });
});

describe('CSV', () => {
  it.each([
    [',', undefined],
    [';', ';'],
    ['\t', '\t'],
    ['|', '|'],
  ])('with the delimiter %j', async (delimiter, option) => {
    const text = ['id,name', '1,"a"', '2,b'].map((line) => line.replaceAll(',', delimiter)).join('\r\n');
    const { rule } = await proposed('in/a.csv', text);
    expect(rule.Dest.FieldDelimiter).toBe(option);
    expect(columnsOf(rule)).toEqual(['id INTEGER', 'name STRING']);
    expect(rule.Dest.SkipLeadingRows).toBe(1);
  });

  it('without names', async () => {
    const { rule, text } = await proposed('in/a.csv', '1,a\n2,b\n');
    expect(columnsOf(rule)).toEqual(['column_1 INTEGER', 'column_2 STRING']);
    expect(rule.Dest.SkipLeadingRows).toBeUndefined();
    expect(text).toContain('# No row holds names: give the columns their names.');
  });

  it('of texts only, whose first row may hold names', async () => {
    const { rule, text } = await proposed('in/a.csv', 'first name,city\nAda,London\nGrace,New York\n');
    expect(columnsOf(rule)).toEqual(['first_name STRING', 'city STRING']);
    expect(text).toContain('all values below are texts as well: decide');
    expect(text).toContain('# "first name" in the files');
  });

  it('with names that BigQuery does not take, or takes once', async () => {
    const { rule } = await proposed('in/a.csv', 'x-1,Größe (cm),id,ID,_PARTITIONTIME,a.b\n1,2,3,4,5,6\n');
    expect(columnsOf(rule).map((column) => column.split(' ')[0])).toEqual([
      'x_1',
      'Grosse_cm',
      'id',
      'ID_2',
      'PARTITIONTIME',
      'a_b',
    ]);
  });

  it('with a title before the table, quoted line breaks, rows that are too short, and texts for NULL', async () => {
    const text = 'Report of January\nid,price,note\n1,1.5,"a\nb"\n2,N/A\n3,,c\n';
    const { rule, text: yaml } = await proposed('in/a.csv', text);
    expect(rule.Dest).toMatchObject({
      SkipLeadingRows: 2,
      AllowQuotedNewlines: true,
      AllowJaggedRows: true,
      NullMarkers: ['', 'N/A'],
    });
    expect(columnsOf(rule)).toEqual(['id INTEGER', 'price FLOAT', 'note STRING']);
    expect(yaml).toContain('# A line comes before the table, and is skipped.');
  });

  it('in ISO-8859-1, UTF-16 and with a byte order mark', async () => {
    const latin = await proposed('in/a.csv', Buffer.from('id,name\n1,Zoë\n', 'latin1'));
    expect(latin.rule.Dest.Encoding).toBe('ISO-8859-1');
    const utf16 = await proposed('in/a.csv', Buffer.from('\ufeffid,name\n1,Zoë\n', 'utf16le'));
    expect(utf16.rule.Dest.Encoding).toBe('UTF-16LE');
    expect(columnsOf(utf16.rule)).toEqual(['id INTEGER', 'name STRING']);
    const marked = await proposed('in/a.csv', '\ufeffid,name\n1,Zoë\n');
    expect(marked.rule.Dest.Encoding).toBeUndefined();
    expect(columnsOf(marked.rule)).toEqual(['id INTEGER', 'name STRING']);
  });

  it('packed, under any name, of which only the beginning is read', async () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => `${index},${'row '.repeat(300)}\n`).join('');
    const { rule, text } = await proposed('in/a.txt.gz', gzipSync(`id,name\n${rows}`));
    expect(columnsOf(rule)).toEqual(['id INTEGER', 'name STRING']);
    expect(rule.When?.Suffix).toBe('.txt.gz');
    expect(text).toMatch(/CSV, \d+ rows read/);
  });

  it('in several files, all of which decide', async () => {
    const { rule } = await proposed('in/a.csv', 'id,v\n1,1\n', 'id,v\n2,1.5\n');
    expect(columnsOf(rule)).toEqual(['id INTEGER', 'v FLOAT']);
  });
});

describe('JSON', () => {
  it('nested, repeated, mixed, empty', async () => {
    const rows = [
      { id: 1, tags: ['a'], info: { key: 1 }, mixed: 1, none: null, list: [], big: 1 },
      { id: 2, info: { key: 1.5, day: '2026-01-31' }, mixed: 'x', big: 0.1 },
    ];
    const { rule, text } = await proposed('in/a.json', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    expect(columnsOf(rule)).toEqual([
      'id INTEGER',
      'tags STRING REPEATED',
      'info RECORD',
      'mixed JSON',
      'none STRING',
      'list STRING REPEATED',
      'big FLOAT',
    ]);
    expect(rule.Dest.Schema?.Fields?.[2]?.Fields).toEqual([
      { Name: 'key', Type: 'FLOAT' },
      { Name: 'day', Type: 'DATE' },
    ]);
    expect(text).toContain('# is INTEGER in one row and STRING in another: its column is JSON');
    expect(text).toContain('# only null was seen: decide');
  });

  it('with names that no column can have', async () => {
    const { rule, text } = await proposed('in/a.json', '{"id": 1, "a-b": 2, "in": {"x.y": 1}}\n');
    expect(columnsOf(rule)).toEqual(['id INTEGER', 'in JSON']);
    expect(rule.Dest.IgnoreUnknownValues).toBe(true);
    expect(text).toContain('# Left out, because these are no names of columns: "a-b".');
  });

  it('under a name that says CSV', async () => {
    const { rule } = await proposed('in/a.log', '{"id": 1}\n');
    expect(rule.Dest.SourceFormat).toBe('NEWLINE_DELIMITED_JSON');
  });
});

it.each([
  ['a JSON array', 'a.json', '[\n{"id": 1}]', /holds a JSON array, .* jq -c '\.\[\]' a\.json > a\.ndjson$/],
  [
    'one JSON object over lines',
    'a.json',
    '{\n  "id": 1\n}\n',
    /holds one JSON object over many lines, .* jq -c \. a\.json/,
  ],
  ['a broken line', 'a.json', '{"id": 1}\n{"id": \n', /line 2 is no JSON object; mend it/],
  ['nothing', 'a.csv', '', /is empty/],
  ['a workbook', 'a.xlsx', 'PK\u0003\u0004xx', /is a ZIP archive or an Excel workbook/],
  ['XML', 'a.xml', '<?xml version="1.0"?><a/>', /is XML or HTML/],
  ['what only begins like Parquet', 'a.parquet', 'PAR1xxxxxxxxxxPAR1', /begins like Parquet, and cannot be read/],
  ['what only begins like Avro', 'a.avro', 'Obj\u0001xx', /begins like Avro, and cannot be read/],
])('%s is refused, in a sentence that says what to do', async (_, name, content, message) => {
  await expect(proposedRule(sampleOf(name, content))).rejects.toThrow(message);
});

it('a day in the path becomes the partition, else a column that says when', async () => {
  const { rule } = await proposed('data/orders/2026/01/31/a.csv', 'id,created_at\n1,2026-01-31\n');
  expect(rule.When).toEqual({ Prefix: '/data/orders/', Suffix: '.csv' });
  expect(rule.Dest).toMatchObject({
    Pattern: '^/data/orders/(\\d{4})/(\\d{2})/(\\d{2})',
    Partition: '$Year$Month$Day',
    TimePartitioning: { Type: 'DAY' },
  });
  const { rule: byColumn } = await proposed('data/orders/a.csv', 'id,birth_date,created_at\n1,2000-01-01,2026-01-31\n');
  expect(byColumn.Dest.Partition).toBeUndefined();
  expect(byColumn.Dest.TimePartitioning).toEqual({ Type: 'DAY', Field: 'created_at' });
});
