import type { Field, FieldType } from '../../schema/field.ts';
import { readLines, UnreadableFile } from '../formats/lines.ts';
import type { BadFiles } from '../task/badFiles.ts';
import type { SourceFile } from '../task/loadTask.ts';
import { commonType, guessType, SAMPLED_ROWS } from './guessType.ts';

/** What is known of a field so far; without a type where all values were null. */
interface Guess {
  type?: FieldType;
  isRepeated: boolean;
  fields: Map<string, Guess>;
}

/** The schema of newline-delimited JSON, from its first rows. Rows that are no JSON are left to the load. */
export async function detectJson(files: readonly SourceFile[], badFiles: BadFiles): Promise<Field[]> {
  const root = newGuess();
  let rows = 0;
  for (const file of files) {
    rows += await learnFile(root, file, { limit: SAMPLED_ROWS - rows, badFiles });
    if (rows >= SAMPLED_ROWS) break;
  }
  return fieldsOf(root);
}

/** Returns how many lines of the file were looked at. */
async function learnFile(
  root: Guess,
  { path, uri }: SourceFile,
  { limit, badFiles }: { limit: number; badFiles: BadFiles },
): Promise<number> {
  let rows = 0;
  try {
    for await (const lines of readLines(path)) {
      for (const { bytes } of lines.slice(0, limit - rows)) learnRow(root, bytes.toString('utf8'));
      rows += lines.length;
      if (rows >= limit) break;
    }
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    badFiles.add(uri, error.message);
  }
  return rows;
}

const newGuess = (): Guess => ({ isRepeated: false, fields: new Map() });

function learnRow(root: Guess, line: string): void {
  try {
    const row: unknown = JSON.parse(line.replace(/^\uFEFF/, ''));
    if (typeof row === 'object' && row !== null) learnRecord(root, row);
  } catch {
    // The load says what is wrong with it.
  }
}

function learnRecord(guess: Guess, record: object): void {
  for (const [name, value] of Object.entries(record)) {
    const inner = guess.fields.get(name) ?? newGuess();
    guess.fields.set(name, inner);
    learnValue(inner, value);
  }
}

function learnValue(guess: Guess, value: unknown): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    guess.isRepeated = true;
    for (const element of value) learnValue(guess, element);
    return;
  }
  const type = typeof value === 'object' ? 'RECORD' : typeOf(value);
  guess.type = guess.type === undefined ? type : commonType(guess.type, type);
  if (typeof value === 'object') learnRecord(guess, value);
}

function typeOf(value: unknown): FieldType {
  if (typeof value === 'boolean') return 'BOOLEAN';
  if (typeof value === 'number') return Number.isInteger(value) ? 'INTEGER' : 'FLOAT';
  const type = guessType(String(value));
  // A number in quotes is a number to BigQuery, too; a boolean is not.
  return type === 'BOOLEAN' ? 'STRING' : type;
}

function fieldsOf({ fields }: Guess): Field[] {
  return [...fields].map(([name, guess]): Field => {
    const type = guess.type === 'RECORD' && guess.fields.size === 0 ? 'STRING' : (guess.type ?? 'STRING');
    const mode = guess.isRepeated ? 'REPEATED' : 'NULLABLE';
    return { name, type, mode, ...(type === 'RECORD' ? { fields: fieldsOf(guess) } : {}) };
  });
}
