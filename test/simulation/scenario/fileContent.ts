import type { RuleSpec, Upload } from './scenario.ts';

/** The columns of the tables that files are loaded into. */
export const COLUMNS = { id: 'STRING', n: 'INTEGER' } as const;

/** The IDs of the rows of an upload; no other upload has them. */
export const rowIds = ({ id, rows }: Upload): string[] => Array.from({ length: rows }, (_, index) => `${id}-${index}`);

export function fileContent(upload: Upload, { format }: RuleSpec): string {
  if (upload.kind === 'empty') return '';
  const lines = rowIds(upload).map((id, index) => lineOf({ id, n: index }, upload.kind, format));
  return `${lines.join('\n')}\n`;
}

interface Values {
  id: string;
  n: number;
}

function lineOf({ id, n }: Values, kind: Upload['kind'], format: RuleSpec['format']): string {
  if (format === 'csv') return csvLine({ id, n }, kind);
  switch (kind) {
    case 'corrupted':
      return `{"id":"${id}","n":`;
    case 'invalid':
      return JSON.stringify({ id, n: 'many' });
    case 'newField':
      return JSON.stringify({ id, n, note: 'new' });
    default:
      return JSON.stringify({ id, n });
  }
}

function csvLine({ id, n }: Values, kind: Upload['kind']): string {
  switch (kind) {
    case 'corrupted':
    case 'newField':
      return `${id},${n},one,too,many`;
    case 'invalid':
      return `${id},many`;
    default:
      return `${id},${n}`;
  }
}
