import { describe, expect, it } from 'vitest';
import { isPublic } from '../../../functions/src/http/isPublic.ts';

describe('an address', () => {
  it.each([
    '8.8.8.8',
    '172.15.255.255',
    '172.32.0.1',
    '169.253.1.1',
    '::ffff:8.8.8.8',
    '2001:4860:4860::8888',
    '2607:f8b0:4004:c07::65',
  ])('%s is of the internet', (address) => {
    expect(isPublic(address)).toBe(true);
  });

  it.each([
    ['the metadata server', '169.254.169.254'],
    ['the metadata server, by IPv6', 'fd20:ce::254'],
    ['the metadata server in a mapped address', '::ffff:169.254.169.254'],
    ['the metadata server in a mapped address, in hexadecimal', '::ffff:a9fe:a9fe'],
    ['the metadata server behind NAT64', '64:ff9b::a9fe:a9fe'],
    ['the metadata server behind 6to4', '2002:a9fe:a9fe::1'],
    ['link-local', '169.254.0.1'],
    ['link-local', 'fe80::1'],
    ['this machine', '127.0.0.1'],
    ['this machine', '127.8.9.10'],
    ['this machine', '::1'],
    ['any address of this machine', '0.0.0.0'],
    ['any address of this machine', '::'],
    ['an IPv4 address in an outworn form', '::8.8.8.8'],
    ['an IPv4 address in an outworn form, in hexadecimal', '::808:808'],
    ['an IPv4 address behind a translator', '::ffff:0:8.8.8.8'],
    ['link-local, with its network card', 'fe80::1%eth0'],
    ['no address', 'localhost'],
    ['no address', '010.8.8.8'],
    ['private', '10.0.0.1'],
    ['private', '172.16.0.1'],
    ['private', '192.168.1.1'],
    ['shared by a provider', '100.64.0.1'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
  ])('%s %s is not', (_, address) => {
    expect(isPublic(address)).toBe(false);
  });
});
