import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The lines of a file, unpacked where it is gzip. Throws where it cannot be unpacked. */
export async function* linesOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of unpacked(content)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}

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
