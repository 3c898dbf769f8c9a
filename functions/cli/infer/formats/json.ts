import { addEvidence, type Evidence, emptyPaths, evidenceOf, learn } from '../../../src/recovery/inferField.ts';
import { parseRow } from '../../../src/recovery/parseRow.ts';
import { isPlainColumnName } from '../../../src/rule/columnName.ts';
import type { TableField } from '../../../src/rule/loadSchema.ts';
import { NotLoadable, type Observation, type SeenColumn } from './observation.ts';
import type { SampleText } from './sampleText.ts';

/** What files of newline-delimited JSON hold: all values of a field decide its type. */
export function jsonObservation(files: readonly SampleText[]): Observation {
  const fields = new Map<string, Evidence>();
  let rows = 0;
  for (const file of files) rows += learnFile(file, fields);
  const columns = [...fields.values()];
  const named = columns.filter(({ name }) => isPlainColumnName(name));
  const unnamable = columns.filter((column) => !named.includes(column)).map(({ name }) => JSON.stringify(name));
  return {
    format: 'NEWLINE_DELIMITED_JSON',
    bringsColumns: false,
    columns: named.map(seenColumn),
    options: unnamable.length > 0 ? { IgnoreUnknownValues: true } : {},
    notes: unnamable.length > 0 ? [`left out, because these are no names of columns: ${unnamable.join(', ')}`] : [],
    rows,
  };
}

function learnFile({ shown, text, isWhole }: SampleText, fields: Map<string, Evidence>): number {
  const lines = text.replace(/^\ufeff/, '').split('\n');
  const whole = [...(isWhole ? lines : lines.slice(0, -1)).entries()].filter(([, line]) => line.trim() !== '');
  for (const [index, line] of whole) {
    const row = parseRow(line);
    if (row === undefined) throw new NotLoadable(refusal(shown, text, index));
    const found = new Map<string, Evidence>();
    for (const [name, value] of Object.entries(row)) learn(evidenceOf(found, name), value);
    for (const evidence of found.values()) addEvidence(evidenceOf(fields, evidence.name), evidence);
  }
  return whole.length;
}

function refusal(shown: string, text: string, index: number): string {
  const file = shown.replace(/^.*\//, '').replace(/\.gz$/, '');
  if (index === 0 && isOneObject(text)) {
    return `${shown} holds one JSON object over many lines, and BigQuery loads JSON with an object a line; rewrite it, say with jq -c . ${file} > ${file.replace(/\.json$/, '')}.ndjson`;
  }
  return `${shown}: line ${index + 1} is no JSON object; mend it, or take it out`;
}

/** One or several objects, written over lines. */
const isOneObject = (text: string): boolean => /^\s*\{\s*(?:\n|$)/.test(text);

function seenColumn(evidence: Evidence): SeenColumn {
  const notes: string[] = [];
  const field = columnOf(evidence, evidence.name, notes);
  return { field, ...(notes.length > 0 ? { note: notes.join('; ') } : {}) };
}

/** What no other type takes becomes JSON, which takes everything. */
function columnOf(evidence: Evidence, path: string, notes: string[]): TableField {
  const { name: Name, type, isRepeated, fields, conflict } = evidence;
  const mode = isRepeated ? { Mode: 'REPEATED' as const } : {};
  const say = (what: string): void => void notes.push(path === evidence.name ? what : `${path} ${what}`);
  if (conflict !== undefined) {
    say(`${conflict}: its column is JSON`);
    return { Name, Type: 'JSON' };
  }
  if (type === undefined || (type === 'RECORD' && emptyPaths(evidence).length > 0 && fields.size === 0)) {
    say(`only ${type === 'RECORD' ? '{}' : isRepeated ? '[]' : 'null'} was seen: decide`);
    return type === 'RECORD' ? { Name, Type: 'JSON', ...mode } : { Name, Type: 'STRING', ...mode };
  }
  if (type !== 'RECORD') return { Name, Type: scalarOf(evidence, type), ...mode };
  const inner = [...fields.values()];
  const bad = inner.filter(({ name }) => !isPlainColumnName(name)).map(({ name }) => name);
  if (bad.length > 0) {
    say(`has a field ${JSON.stringify(bad[0])}, which is no name of a column: its column is JSON`);
    return { Name, Type: 'JSON', ...mode };
  }
  return { Name, Type: 'RECORD', ...mode, Fields: inner.map((one) => columnOf(one, `${path}.${one.name}`, notes)) };
}

function scalarOf({ losesDigits, fitsNumeric }: Evidence, type: string): string {
  if (type === 'FLOAT' && losesDigits && fitsNumeric) return 'NUMERIC';
  return type === 'NAN' ? 'FLOAT' : type;
}
