import { stringify } from 'yaml';
import { counted } from '../../src/common/counted.ts';
import type { TableField } from '../../src/rule/loadSchema.ts';
import { sourceFormatOf } from '../../src/rule/sourceFormat.ts';
import type { SeenColumn } from './formats/observation.ts';
import type { Kind } from './observe.ts';
import { partitionOf } from './partitionOf.ts';
import type { Placement } from './placement.ts';
import type { Window } from './windowOf.ts';

export interface Proposal {
  kind: Kind;
  placement: Placement;
  window: Window;
  /** `dataset.table`, or undefined where the user has to decide on a dataset. */
  table: string | undefined;
}

/** A rule as YAML, with what was seen, and what has to be decided, as comments. */
export function ruleText({ kind, placement, window, table }: Proposal): string {
  const { observation, samples, looked, isWhole } = kind;
  const { format, options, columns, notes } = observation;
  const { prefix, suffix } = placement;
  const [first] = samples;
  const files = samples.length === 1 ? first.shown : `${first.shown} and ${samples.length - 1} more`;
  const partition = partitionOf(placement, columns);
  return lines([
    `# Proposed for ${files}: ${format}${observation.rows > 0 ? `, ${counted(observation.rows, 'row')} read` : ''}${looked < samples.length ? ` in ${looked} files` : ''}.`,
    ...notes.map((note) => `# ${note.charAt(0).toUpperCase()}${note.slice(1)}.`),
    'When:',
    entry(1, 'Prefix', prefix, first.isLocal ? 'the folder in the trigger bucket: decide' : ''),
    ...(suffix === '' ? [] : [entry(1, 'Suffix', suffix)]),
    entry(0, 'Async', true),
    'Batch:',
    entry(1, 'Window', { DurationInSec: window.seconds }, window.why),
    'Dest:',
    entry(
      1,
      'Table',
      table ?? `my_dataset.${placement.stem}`,
      table === undefined ? 'decide: the dataset must exist' : '',
    ),
    ...(sourceFormatOf(suffix) === format ? [] : [entry(1, 'SourceFormat', format)]),
    ...Object.entries(options).map(([name, value]) => entry(1, name, value)),
    ...partition.map(({ name, value, comment }) => entry(1, name, value, comment)),
    ...(isWhole || format === 'CSV' || format === 'ORC'
      ? []
      : [entry(1, 'AllowFieldAddition', true, 'there may be fields in rows that were not read')]),
    ...(observation.bringsColumns ? columnComments(columns) : columnLines(columns)),
    '# Once you trust it, delete files whose rows are loaded:',
    '# OnSuccess: [ { Action: delete } ]',
  ]);
}

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;

const flow = (value: unknown): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd();

const entry = (depth: number, name: string, value: unknown, comment = ''): string =>
  `${'  '.repeat(depth)}${name}: ${flow(value)}${comment === '' ? '' : `  # ${comment}`}`;

const columnLines = (columns: readonly SeenColumn[]): string[] => [
  '  Schema:',
  '    Fields:',
  ...columns.map(({ field, note }) => `      - ${flow(field)}${note === undefined ? '' : `  # ${note}`}`),
];

/** The files bring their columns: BigQuery makes the table with them where there is none. */
const columnComments = (columns: readonly SeenColumn[]): string[] =>
  columns.length === 0
    ? []
    : [`  # The files have these columns: ${columns.map(({ field }) => inWords(field)).join(', ')}`];

const inWords = ({ Name, Type, Mode }: TableField): string => `${Name} ${Type}${Mode === undefined ? '' : ` ${Mode}`}`;
