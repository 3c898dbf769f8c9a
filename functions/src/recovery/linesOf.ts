import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { LookBudget } from './lookBudget.ts';

/** A longer line is no row that one wants to look at, and a file whose rows are that long is BigQuery's business. */
const MAX_LINE_CHARS = 4_000_000;

/** No more than this is unpacked: a small gzip file may hold terabytes. */
export const MAX_UNPACKED_BYTES = 512 * 1024 * 1024;

/**
 * The lines of a file, unpacked where it is gzip, as far as they are worth a look: it ends at a line of more than 4 million
 * characters, after 512 MiB, and where the budget of the look is spent. Throws where it cannot be unpacked.
 */
export async function* linesOf(content: AsyncIterable<Uint8Array>, budget: LookBudget): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let chars = 0;
  let bytes = 0;
  for await (const chunk of unpacked(content)) {
    bytes += chunk.length;
    if (!budget.take(chunk.length) || bytes > MAX_UNPACKED_BYTES) return;
    const [end = '', ...more] = decoder.decode(chunk, { stream: true }).split('\n');
    parts.push(end);
    chars += end.length;
    if (chars > MAX_LINE_CHARS) return;
    const last = more.pop();
    if (last === undefined) continue;
    yield parts.join('');
    yield* more;
    parts = [last];
    chars = last.length;
  }
  const rest = parts.join('') + decoder.decode();
  if (rest !== '') yield rest;
}

/** Whether a file could not be unpacked: zlib's own error. */
export const isUnpackError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');

/** The bytes of a file, unpacked where they are gzip. */
export async function* unpacked(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const chunks = content[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done) return;
  const all = { [Symbol.asyncIterator]: () => resumed(first.value, chunks) };
  // Cloud Storage hands out chunks of many bytes: the two that mark gzip come together.
  const isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
  yield* isGzip ? gunzipped(all) : all;
}

async function* resumed(first: Uint8Array, others: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await others.next(); !next.done; next = await others.next()) yield next.value;
  } finally {
    await others.return?.();
  }
}

function gunzipped(content: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // An error of either end comes out where the lines are read.
  return pipeline(Readable.from(content), createGunzip(), () => undefined);
}
