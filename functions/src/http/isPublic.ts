import { BlockList, isIP, isIPv6 } from 'node:net';
import ipaddr from 'ipaddr.js';

/** IPv4 addresses in an outworn IPv6 form (`::10.0.0.1`; RFC 4291, 2.5.5.1): the library takes them for the IPv4 address, or for any other. */
const ipv4Compatible = new BlockList();
ipv4Compatible.addSubnet('::', 96, 'ipv6');

/** By the IANA special-purpose address registries. An IPv4 address written as `::ffff:10.0.0.1` counts as what it is. */
const rangeOf = (address: string): string | undefined =>
  isIP(address) === 0 ? undefined : ipaddr.process(address).range();

/**
 * Whether an address is one of the public internet: none of a private network, of this machine, of the metadata server, and
 * none that a gateway turns into an IPv4 address.
 */
export const isPublic = (address: string): boolean =>
  rangeOf(address) === 'unicast' && !(isIPv6(address) && ipv4Compatible.check(address, 'ipv6'));

export const isLoopback = (address: string): boolean => rangeOf(address) === 'loopback';
