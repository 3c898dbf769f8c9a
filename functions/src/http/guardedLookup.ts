import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { permanent } from '../failure/failure.ts';

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<LookupAddress[]>;

export const resolveName: Resolve = (name) =>
  new Promise((resolve, reject) => {
    lookup(name, { all: true }, (error, addresses) => (error ? reject(error) : resolve(addresses)));
  });

/**
 * The look-up that a connection is made with: it answers only addresses that are allowed, so that whatever a name stood for
 * a moment ago, the connection goes to an address that was looked at. Own code: a dozen lines on a hook of Node's, where an
 * agent that filters would be one more dependency that sees every request.
 */
export function guardedLookup(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  return (name, { all }, callback) => {
    resolve(name).then(
      (addresses) => {
        const allowed = addresses.filter(({ address }) => isAllowed(address));
        const [first] = allowed;
        if (first === undefined) callback(refusal(name), '', 0);
        else if (all) callback(null, allowed);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

/** The failure of a request to a host that leads inside. */
export const refusal = (host: string) =>
  permanent(
    'refusedAddress',
    `${host} is an address of this machine or of a private network, or stands for one; only hosts on the public internet can be called`,
  );
