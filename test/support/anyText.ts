import fc from 'fast-check';

const SURROGATES = { first: 0xd800, count: 0x800 };
const MOST = 0x10ffff - SURROGATES.count;

const anyCharacter = fc
  .nat(MOST)
  .map((code) => String.fromCodePoint(code < SURROGATES.first ? code : code + SURROGATES.count));

/**
 * Texts of any characters of Unicode. fast-check's own unit `binary` has the same ones, and takes over a second to build
 * its tables in each process.
 */
export const anyText = (constraints: fc.StringSharedConstraints = {}): fc.Arbitrary<string> =>
  fc.string({ ...constraints, unit: anyCharacter });
