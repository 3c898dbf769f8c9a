import { describe, expect, expectTypeOf, it } from 'vitest';
import { defined } from '../../../functions/src/common/defined.ts';

describe('defined', () => {
  it('leaves out what is undefined, and nothing else', () => {
    const given = { a: 1, b: undefined, c: null, d: '', e: false, f: [undefined] };
    expect(Object.entries(defined(given))).toEqual([
      ['a', 1],
      ['c', null],
      ['d', ''],
      ['e', false],
      ['f', [undefined]],
    ]);
  });

  it('makes optional what may be undefined, and leaves the rest required', () => {
    const text = (): string | undefined => undefined;
    expectTypeOf(defined({ a: 1, b: text() })).toEqualTypeOf<{ a: number } & { b?: string }>();
  });
});
