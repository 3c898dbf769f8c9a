import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import { anyText } from '../../support/anyText.ts';

const versions = fc.record({
  bucket: fc.string(),
  name: anyText(),
  generation: fc.bigInt({ min: 0n }).map(String),
});

describe('event ID', () => {
  it('is a positive INT64 without leading zeros, the same each time', () => {
    fc.assert(
      fc.property(versions, fc.nat(8), (version, salt) => {
        const id = eventIdOf(version, salt);
        expect(id).toMatch(/^[1-9]\d*$/);
        expect(BigInt(id)).toBeLessThan(1n << 63n);
        expect(eventIdOf({ ...version }, salt)).toBe(id);
      }),
    );
  });

  it('differs by bucket, name, generation and salt', () => {
    const version = { bucket: 'b', name: 'n', generation: '1' };
    const others = [{ bucket: 'b2' }, { name: 'n2' }, { generation: '2' }, { bucket: 'bn', name: '' }];
    const ids = [
      eventIdOf(version),
      eventIdOf(version, 1),
      ...others.map((other) => eventIdOf({ ...version, ...other })),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
