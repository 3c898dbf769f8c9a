import pMap from 'p-map';
import { gsUrl } from '../model/places.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { TableField } from '../model/table.ts';
import type { ObjectStore } from '../storage/objectStore.ts';
import type { BadPlace } from './filePlace.ts';
import { fitsColumns } from './fitsColumns.ts';
import { isUnpackError, linesOf, MAX_UNPACKED_BYTES, unpacked } from './linesOf.ts';
import { type LookBudget, lookBudget } from './lookBudget.ts';
import { parseRow } from './parseRow.ts';

interface Expected {
  /** BigQuery's name. */
  sourceFormat: string;
  /** Those of the table that is loaded; empty where the files say what it gets. */
  columns: readonly TableField[];
  /** Fields without a column are fine. */
  ignoreUnknownValues: boolean;
}

/** Files are read through only up to so many bytes in all, as they are stored: an invocation has minutes, and other work. */
const MAX_BYTES = 256 * 2 ** 20;
const PARALLEL = 16;

/**
 * The files of a load that BigQuery may have stumbled over, where it does not say which, and where each of them would belong: one
 * load tells one bit, and a look at the files tells more. None where there is too much to look at; halving makes the loads smaller.
 */
export async function findSuspects(
  files: readonly SourceFile[],
  expected: Expected,
  objects: ObjectStore,
): Promise<ReadonlyMap<string, BadPlace>> {
  if (files.reduce((sum, { size }) => sum + size, 0) > MAX_BYTES) return new Map();
  const budget = lookBudget();
  const look = (file: SourceFile) => (budget.isSpent() ? undefined : suspect(file, { expected, budget }, objects));
  const suspects = await pMap(files, look, { concurrency: PARALLEL });
  // The suspects among some of the files would take a round of reloads each time, and halving has no more rounds than it needs.
  if (budget.isSpent()) return new Map();
  return new Map(suspects.filter((one) => one !== undefined));
}

interface Look {
  expected: Expected;
  budget: LookBudget;
}

async function suspect(
  file: SourceFile,
  look: Look,
  objects: ObjectStore,
): Promise<readonly [url: string, place: BadPlace] | undefined> {
  const url = gsUrl(file.bucket, file.name);
  const live = await objects.stat(file);
  if (live?.generation !== file.generation) return [url, 'missing'];
  const place = await placeByContent(objects.stream(file), look);
  return place && [url, place];
}

/** undefined: nothing is wrong with it, as far as a look at it tells. */
async function placeByContent(
  content: AsyncIterable<Uint8Array>,
  { expected, budget }: Look,
): Promise<BadPlace | undefined> {
  const magic = MAGIC[expected.sourceFormat];
  if (magic !== undefined) return (await beginsWith(content, magic)) ? undefined : 'corrupted';
  try {
    if (expected.sourceFormat === 'NEWLINE_DELIMITED_JSON')
      return await placeOfRows(linesOf(content, budget), expected);
    return (await isReadable(unpacked(content), budget)) ? undefined : 'corrupted';
  } catch (error) {
    if (isUnpackError(error)) return 'corrupted';
    throw error;
  }
}

/** How files of formats that carry a schema begin. */
const MAGIC: Readonly<Record<string, string>> = { AVRO: 'Obj\u0001', PARQUET: 'PAR1', ORC: 'ORC' };

async function beginsWith(content: AsyncIterable<Uint8Array>, magic: string): Promise<boolean> {
  for await (const chunk of content) return Buffer.from(chunk.subarray(0, magic.length)).toString('latin1') === magic;
  return false;
}

async function placeOfRows(
  lines: AsyncIterable<string>,
  { columns, ignoreUnknownValues }: Expected,
): Promise<BadPlace | undefined> {
  for await (const line of lines) {
    const text = line.replace(/^\uFEFF/, '').trim();
    if (text === '') continue;
    const row = parseRow(text);
    if (row === undefined) return 'corrupted';
    if (columns.length > 0 && !ignoreUnknownValues && !fitsColumns(row, columns)) return 'invalidSchema';
  }
  return undefined;
}

/** A CSV reader of our own would see other rows than BigQuery's; a text has no zero bytes, though, as far as it is looked at. */
async function isReadable(content: AsyncIterable<Uint8Array>, budget: LookBudget): Promise<boolean> {
  let bytes = 0;
  for await (const chunk of content) {
    bytes += chunk.length;
    if (!budget.take(chunk.length)) return true;
    if (chunk.includes(0)) return false;
    if (bytes > MAX_UNPACKED_BYTES) return true;
  }
  return true;
}
