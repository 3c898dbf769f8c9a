import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { guardedLookup } from '../../../functions/src/http/guardedLookup.ts';
import { isPublic } from '../../../functions/src/http/isPublic.ts';

const INSIDE: LookupAddress = { address: '169.254.169.254', family: 4 };
const OUTSIDE: LookupAddress[] = [
  { address: '8.8.8.8', family: 4 },
  { address: '2001:4860:4860::8888', family: 6 },
];

/** What a connection would be given to connect to. */
const lookUp = (addresses: LookupAddress[], all: boolean) =>
  new Promise((resolve, reject) => {
    const lookup = guardedLookup(async () => addresses, isPublic);
    lookup('name.example.com', { all }, (error, address, family) =>
      error ? reject(error) : resolve(all ? address : { address, family }),
    );
  });

describe('the look-up of a connection', () => {
  it('answers addresses of the internet', async () => {
    expect(await lookUp(OUTSIDE, true)).toEqual(OUTSIDE);
    expect(await lookUp(OUTSIDE, false)).toEqual(OUTSIDE[0]);
  });

  it('leaves out those that are not, wherever they stand', async () => {
    expect(await lookUp([INSIDE, ...OUTSIDE, INSIDE], true)).toEqual(OUTSIDE);
    expect(await lookUp([INSIDE, ...OUTSIDE], false)).toEqual(OUTSIDE[0]);
  });

  it.each([[[INSIDE]], [[]]])('fails where none is left', async (addresses) => {
    await expect(lookUp(addresses, true)).rejects.toMatchObject({ kind: 'permanent', reason: 'refusedAddress' });
  });

  it('fails as the resolver does', async () => {
    const lookup = guardedLookup(() => Promise.reject(new Error('ENOTFOUND')), isPublic);
    const failed = new Promise((resolve) => lookup('nobody.example.com', {}, resolve));
    expect(await failed).toMatchObject({ message: 'ENOTFOUND' });
  });
});
