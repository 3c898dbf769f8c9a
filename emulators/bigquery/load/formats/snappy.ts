/** Unpacks a Snappy block (https://github.com/google/snappy/blob/main/format_description.txt). @throws Error for one that is broken. */
export function unpackSnappy(packed: Uint8Array): Buffer {
  const { value: length, next } = readLength(packed);
  const output = Buffer.alloc(length);
  let at = next;
  let written = 0;
  while (at < packed.length) {
    const tag = packed[at] ?? 0;
    const kind = tag & 3;
    if (kind === 0) {
      const { size, start } = literal(packed, at);
      output.set(packed.subarray(start, start + size), written);
      at = start + size;
      written += size;
    } else {
      const { size, offset, end } = copy(packed, at);
      if (offset === 0 || offset > written) throw new Error('Snappy: a copy from before the beginning');
      // Byte by byte: a copy may run into what it has just written.
      for (let index = 0; index < size; index += 1) output[written + index] = output[written + index - offset] ?? 0;
      at = end;
      written += size;
    }
  }
  if (written !== length) throw new Error(`Snappy: ${written} bytes instead of ${length}`);
  return output;
}

function readLength(packed: Uint8Array): { value: number; next: number } {
  let value = 0;
  for (let next = 0; next < 5; next += 1) {
    const byte = packed[next] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * next);
    if (byte < 0x80) return { value, next: next + 1 };
  }
  throw new Error('Snappy: no length');
}

function littleEndian(packed: Uint8Array, at: number, bytes: number): number {
  let value = 0;
  for (let index = 0; index < bytes; index += 1) value += (packed[at + index] ?? 0) * 2 ** (8 * index);
  return value;
}

function literal(packed: Uint8Array, at: number): { size: number; start: number } {
  const short = (packed[at] ?? 0) >> 2;
  if (short < 60) return { size: short + 1, start: at + 1 };
  const bytes = short - 59;
  return { size: littleEndian(packed, at + 1, bytes) + 1, start: at + 1 + bytes };
}

function copy(packed: Uint8Array, at: number): { size: number; offset: number; end: number } {
  const tag = packed[at] ?? 0;
  if ((tag & 3) === 1) {
    return { size: ((tag >> 2) & 7) + 4, offset: ((tag >> 5) << 8) + (packed[at + 1] ?? 0), end: at + 2 };
  }
  const bytes = (tag & 3) === 2 ? 2 : 4;
  return { size: (tag >> 2) + 1, offset: littleEndian(packed, at + 1, bytes), end: at + 1 + bytes };
}
