import { styleText } from 'node:util';
import { type Document, listDocuments } from '../clients/documents.ts';

/** What Firestore keeps of a file: its ledger entry, and its process with each step. */
export async function trail(name: string): Promise<string> {
  const [files, journal] = await Promise.all([listDocuments('files'), listDocuments('journal')]);
  const file = files.find((document) => document['name'] === name);
  if (!file) return `${styleText('bold', name)}: no document in files/`;
  const process = journal.find(({ id }) => id === file['process']);
  return [
    styleText('bold', `gs://${file['bucket']}/${name}`),
    `  files/${file.id}  ${fields(file, ['process', 'size', 'received', 'error'])}`,
    `  journal/${process?.id ?? '–'}  ${fields(process, ['status', 'destTable', 'rule', 'started', 'ended', 'error'])}`,
    ...stepsOf(process).map((step) => `    ${fields(step, ['step', 'action', 'state', 'rows', 'ended', 'error'])}`),
  ].join('\n');
}

const stepsOf = (process: Document | undefined): Record<string, unknown>[] =>
  Object.entries((process?.['steps'] ?? {}) as Record<string, Record<string, unknown>>)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, step]) => step);

const fields = (record: Record<string, unknown> | undefined, names: readonly string[]): string =>
  names
    .filter((name) => record?.[name] !== undefined && record[name] !== null)
    .map(
      (name) =>
        `${styleText('dim', name)} ${typeof record?.[name] === 'object' ? JSON.stringify(record[name]) : record?.[name]}`,
    )
    .join('  ');
