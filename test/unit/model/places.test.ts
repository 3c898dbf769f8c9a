import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gsUrl, nameBelow, parseGsUrl, reservedPrefix } from '../../../functions/src/model/places.ts';

describe('reserved prefixes', () => {
  it.each(['_bqtail_/x.json', '_batch_/a', '_load_/'])('%s is never a data file', (name) => {
    expect(reservedPrefix(name)).toBe(name.slice(0, name.indexOf('/') + 1));
  });

  it.each(['data/_bqtail_/x.json', '_bqtail_x', '_BQTAIL_/x', ''])('%j may be one', (name) => {
    expect(reservedPrefix(name)).toBeUndefined();
  });
});

describe('gs:// URL', () => {
  it('gives any bucket and name back', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9._-]+$/), fc.string({ unit: 'grapheme' }), (bucket, name) => {
        expect(parseGsUrl(gsUrl(bucket, name))).toEqual({ bucket, name });
      }),
    );
  });

  it.each(['', 'gs://', 's3://b/o', 'b/o', 'https://b/o'])('is not %j', (url) => {
    expect(() => parseGsUrl(url)).toThrow('is not a gs://bucket/name URL');
  });
});

describe('a name kept below a prefix', () => {
  it('is prefix and name where Cloud Storage takes that', () => {
    expect(nameBelow('errors/', '_bqtail_/ä#?.json')).toBe('errors/_bqtail_/ä#?.json');
  });

  it('never exceeds 1,024 bytes, nor holds half a character, and stays unique', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1000, maxLength: 1100 }), (name) => {
        const kept = nameBelow('errors/', name);
        expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(1024);
        const cut = kept.replace(/~[0-9a-f]{16}$/, '');
        expect(`errors/${name}`.startsWith(cut)).toBe(true);
        expect(nameBelow('errors/', `${name}x`)).not.toBe(kept);
      }),
    );
  });
});
