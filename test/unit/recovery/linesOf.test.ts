import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../functions/src/recovery/linesOf.ts';
import { lookBudget } from '../../../functions/src/recovery/lookBudget.ts';

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function gathered(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

const linesIn = (content: string | Uint8Array, size = 1 << 16): Promise<string[]> =>
  gathered(linesOf(chunksOf(typeof content === 'string' ? Buffer.from(content) : content, size), lookBudget()));

describe('lines of a file', () => {
  it.each([
    ['', []],
    ['a', ['a']],
    ['a\nb', ['a', 'b']],
    ['a\n\nb\n', ['a', '', 'b']],
  ])('%j are %j', async (text, lines) => {
    expect(await linesIn(text)).toEqual(lines);
    expect(await linesIn(gzipSync(text))).toEqual(lines);
  });

  it('are the same however the file comes in chunks', async () => {
    const text = fc
      .array(fc.string({ unit: 'grapheme' }).filter((line) => !line.includes('\n')))
      .map((all) => all.join('\n'));
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 7 }), async (content, size) => {
        expect(await linesIn(content, size)).toEqual(await linesIn(content));
      }),
    );
  });

  it('end before a line of more than 4 million characters', async () => {
    expect(await linesIn(`a\n${'x'.repeat(4_000_001)}\nb\n`)).toEqual(['a']);
    expect(await linesIn(gzipSync(`a\n${'x'.repeat(50_000_000)}`))).toEqual(['a']);
  });

  it('end with an error where gzip was cut short, after those that could be read', async () => {
    const packed = gzipSync('first\nsecond\n'.repeat(1000));
    await expect(linesIn(packed.subarray(0, -8), 16)).rejects.toThrow('unexpected end of file');
  });

  it('end with the error that the file is read with', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield gzipSync('first\n').subarray(0, 12);
      throw new Error('reset');
    }
    await expect(gathered(linesOf(failing(), lookBudget()))).rejects.toThrow('reset');
  });

  it('need not be read to the end', async () => {
    let isClosed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield Buffer.from('line\n');
      } finally {
        isClosed = true;
      }
    }
    for await (const line of linesOf(endless(), lookBudget())) {
      expect(line).toBe('line');
      break;
    }
    expect(isClosed).toBe(true);
  });
});
