import Papa from 'papaparse';
import { validColumnName } from '../../../src/rule/columnName.ts';
import { columnOfTexts, type TextColumn } from './columnOfTexts.ts';
import { headerOf, type Layout } from './csvLayout.ts';
import type { Observation, SeenColumn } from './observation.ts';
import { NotLoadable } from './observation.ts';
import type { SampleText } from './sampleText.ts';

/** What CSV files of one kind look like: the first tells delimiter and header, all tell the types. */
export function csvObservation(files: readonly [SampleText, ...SampleText[]]): Observation {
  const [first] = files;
  const { quote, delimiter } = dialectOf(first);
  const tables = files.map((file) => rowsOf(file, { quote, delimiter }));
  const layout = headerOf(tables[0] ?? []);
  if (layout.width === 0) throw new NotLoadable(`${first.shown} holds no rows; name one that does`);
  const rows = tables.flatMap((table) => table.slice(layout.skip)).filter((row) => !isBlank(row));
  const columns = Array.from({ length: layout.width }, (_, index) =>
    columnOfTexts(rows.map((row) => row[index] ?? '')),
  );
  const names = columnNames(layout);
  return {
    format: 'CSV',
    bringsColumns: false,
    columns: columns.map((column, index) => seenColumn(names[index] ?? '', layout.names[index], column)),
    options: {
      ...(delimiter === ',' ? {} : { FieldDelimiter: delimiter }),
      ...(quote === '"' ? {} : { Quote: quote }),
      ...(layout.skip > 0 ? { SkipLeadingRows: layout.skip } : {}),
      ...(rows.some((row) => row.some((text) => /[\r\n]/.test(text))) ? { AllowQuotedNewlines: true } : {}),
      ...(rows.some((row) => row.length < layout.width) ? { AllowJaggedRows: true } : {}),
      ...nullOptions(columns, rows),
    },
    notes: [...layout.notes, ...tooLong(rows, layout.width)],
    rows: rows.length,
  };
}

const isBlank = (row: readonly string[]): boolean => row.length === 1 && row[0] === '';

interface Dialect {
  quote: string;
  delimiter: string;
}

const PREVIEWED_ROWS = 200;

function dialectOf({ text }: SampleText): Dialect {
  const quote = !text.includes('"') && /(?:^|[,;\t|])'[^']*'(?:[,;\t|]|\r?$)/m.test(text) ? "'" : '"';
  const { meta } = Papa.parse<string[]>(text, { quoteChar: quote, preview: PREVIEWED_ROWS });
  return { quote, delimiter: meta.delimiter };
}

function rowsOf({ text, isWhole }: SampleText, { quote, delimiter }: Dialect): string[][] {
  const { data } = Papa.parse<string[]>(text, { quoteChar: quote, delimiter });
  const whole = isWhole || data.length < 2 ? data : data.slice(0, -1);
  // The line end at the end of a file begins no row.
  const last = whole.at(-1);
  return last !== undefined && isBlank(last) ? whole.slice(0, -1) : whole;
}

function columnNames({ names, width }: Layout): string[] {
  const taken = new Set<string>();
  return Array.from({ length: width }, (_, index) => {
    const wanted = names[index] === undefined ? `column_${index + 1}` : validColumnName(names[index]);
    let name = wanted;
    for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${wanted}_${count}`;
    taken.add(name.toLowerCase());
    return name;
  });
}

function seenColumn(name: string, written: string | undefined, { type, note }: TextColumn): SeenColumn {
  const notes = [
    ...(written === undefined || written === name ? [] : [`${JSON.stringify(written)} in the files`]),
    ...(note ? [note] : []),
  ];
  return { field: { Name: name, Type: type }, ...(notes.length > 0 ? { note: notes.join('; ') } : {}) };
}

/** BigQuery takes an empty text for NULL by itself only where no other text stands for it. */
function nullOptions(columns: readonly TextColumn[], rows: readonly string[][]): Observation['options'] {
  const marks = [...new Set(columns.flatMap(({ nulls }) => nulls))];
  const hasEmpty = columns.some(({ type }, index) => type !== 'STRING' && rows.some((row) => row[index] === ''));
  const [only, ...more] = hasEmpty && marks.length > 0 ? ['', ...marks] : marks;
  if (only === undefined) return {};
  return more.length === 0 ? { NullMarker: only } : { NullMarkers: [only, ...more] };
}

const tooLong = (rows: readonly string[][], width: number): string[] => {
  const count = rows.filter((row) => row.length > width).length;
  return count === 0
    ? []
    : [
        `${count} of ${rows.length} rows have more values than there are columns: BigQuery refuses them, unless MaxBadRecords or IgnoreUnknownValues allows it`,
      ];
};
