import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { DuckDBValue } from '@duckdb/node-api';
import { invalid } from '../errors/apiError.ts';
import type { Field } from '../schema/field.ts';
import { plainRow, plainValue } from '../values/plainValue.ts';
import type { ExtractPlan } from './extractPlan.ts';

export type RowChunks = AsyncIterable<DuckDBValue[][]>;

export interface Extraction {
  plan: ExtractPlan;
  fields: readonly Field[];
  chunks: RowChunks;
  file: string;
}

/** Writes rows as CSV or newline-delimited JSON, as they come. */
export async function writeText({ plan, fields, chunks, file }: Extraction): Promise<void> {
  const lines = plan.format === 'CSV' ? csvLines({ plan, fields, chunks }) : jsonLines(fields, chunks);
  const target = createWriteStream(file);
  if (plan.compression === 'GZIP') await pipeline(Readable.from(lines), createGzip(), target);
  else await pipeline(Readable.from(lines), target);
}

async function* jsonLines(fields: readonly Field[], chunks: RowChunks): AsyncGenerator<string> {
  for await (const rows of chunks) {
    yield rows.map((row) => `${JSON.stringify(plainRow(fields, row))}\n`).join('');
  }
}

async function* csvLines({ plan, fields, chunks }: Omit<Extraction, 'file'>): AsyncGenerator<string> {
  const nested = fields.find(({ type, mode }) => type === 'RECORD' || mode === 'REPEATED');
  if (nested) throw invalid(`Operation cannot be performed on a nested schema. Field: ${nested.name}`);
  const { fieldDelimiter } = plan;
  if (plan.printHeader) yield `${fields.map(({ name }) => csvText(name, fieldDelimiter)).join(fieldDelimiter)}\n`;
  for await (const rows of chunks) {
    yield rows
      .map(
        (row) =>
          `${fields.map((field, index) => csvValue(field, row[index] ?? null, fieldDelimiter)).join(fieldDelimiter)}\n`,
      )
      .join('');
  }
}

function csvValue(field: Field, value: DuckDBValue, delimiter: string): string {
  if (value === null) return '';
  const plain = plainValue(field, value);
  // The empty text has to be told from NULL.
  if (plain === '') return '""';
  return csvText(typeof plain === 'object' ? JSON.stringify(plain) : String(plain), delimiter);
}

const csvText = (text: string, delimiter: string): string =>
  text.includes(delimiter) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
