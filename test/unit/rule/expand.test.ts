import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expand, fileVariables } from '../../../functions/src/rule/expand.ts';
import { fnv1 } from '../../../functions/src/rule/fnv1.ts';
import { anyText } from '../../support/anyText.ts';
import { ruleOf } from '../../support/ruleOf.ts';

const VARIABLES = {
  EventID: '17',
  DestTable: 'd.t',
  LoadURIs: ['gs://b/1', 'gs://b/2'],
  Data: { key: { deep: 5 }, list: ['x'], none: null, DestTable: 'inner' },
  Count: 3,
  Ready: true,
  Nothing: null,
  Empty: '',
  Missing: undefined,
  Mod: '9223372036854775808',
  '1': 'one',
  Tricky: '$EventID and $1',
};

describe('a text', () => {
  test.each<[string, unknown]>([
    ['no variable', 'no variable'],
    ['', ''],
    ['$EventID', '17'],
    ['$EventID-x', '17-x'],
    ['a $EventID b $DestTable', 'a 17 b d.t'],
    ['`$DestTable`', '`d.t`'],
    ['$1$1', 'oneone'],
    ['$1_x', 'one_x'],
    ['$2', '$2'],
    ['t$10', 't$10'],
    ['t$1234', 't$1234'],
    ['t$$$EventID', 't$17'],
    ['$$EventID', '$EventID'],
    ['$$', '$'],
    ['5$', '5$'],
    ['$', '$'],
    ['$-', '$-'],
    ['$Nobody', '$Nobody'],
    ['$eventid', '$eventid'],
    ['$EventIDs', '$EventIDs'],
    ['$Missing', '$Missing'],
    ['$Empty|', '|'],
    ['$Nothing|', '|'],
    ['$Count items', '3 items'],
    ['$Data.key.deep', 5],
    ['$Data.key', { deep: 5 }],
    ['got $Data.key', 'got {"deep":5}'],
    ['$Data.list.0', 'x'],
    ['$DestTable.json', 'd.t.json'],
    ['$DestTable.', 'd.t.'],
    ['$Data.key.other', '{"deep":5}.other'],
    ['$Data.none', null],
    ['urls: $LoadURIs', 'urls: gs://b/1,gs://b/2'],
    ['$Mod(10)', 8],
    ['s_$Mod(10)', 's_8'],
    ['$Mod(1)', 0],
    ['$Mod(0)', '$Mod(0)'],
    ['$Mod(x)', '$Mod(x)'],
    ['$Mod(99999999999999999999)', '$Mod(99999999999999999999)'],
    ['$Mod', '$Mod'],
    ['$constructor $__proto__ $toString', '$constructor $__proto__ $toString'],
    ['$Data.constructor', '{"key":{"deep":5},"list":["x"],"none":null,"DestTable":"inner"}.constructor'],
  ])('%j becomes %j', (text, expanded) => {
    expect(expand<unknown>(text, VARIABLES)).toEqual(expanded);
  });

  test.each<[string, unknown]>([
    ['{EventID}', '17'],
    ['{EventID}s', '17s'],
    ['{1}0', 'one0'],
    ['{Data.key.deep}', 5],
    ['{Data.nobody}', '$'.concat('{Data.nobody}')],
    ['{Mod(10)}', 8],
    ['{Nobody}', '$'.concat('{Nobody}')],
    ['{}', '$'.concat('{}')],
    ['{a b}', '$'.concat('{a b}')],
    ['{EventID', '$'.concat('{EventID')],
  ])('$%s, with braces, becomes %j', (braced, expanded) => {
    expect(expand<unknown>(`$${braced}`, VARIABLES)).toEqual(expanded);
  });
});

describe('a value', () => {
  test('is expanded however deep, its keys stay, and a whole variable keeps its type', () => {
    const request = {
      URLs: '$LoadURIs',
      Attributes: { $EventID: '$EventID', n: 1, ok: false, no: null },
      list: ['$Ready', ['$Count']],
    };
    expect(expand<unknown>(request, VARIABLES)).toEqual({
      URLs: ['gs://b/1', 'gs://b/2'],
      Attributes: { $EventID: '17', n: 1, ok: false, no: null },
      list: [true, [3]],
    });
  });

  test('is not changed in place', () => {
    const request = { a: ['$EventID'] };
    expand(request, VARIABLES);
    expect(request).toEqual({ a: ['$EventID'] });
  });

  test('that is no plain data is left alone', () => {
    const date = new Date(0);
    expect(expand({ date }, VARIABLES)).toEqual({ date });
  });

  test('put in is not expanded again: no file name can bring in a variable', () => {
    expect(expand('x $Tricky', VARIABLES)).toBe('x $EventID and $1');
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(expand('<$1>', { '1': name, EventID: '17' })).toBe(`<${name}>`);
      }),
    );
  });

  test('without a dollar sign is what it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value).replaceAll('$', '');
        expect(expand(JSON.parse(text), VARIABLES)).toEqual(JSON.parse(text));
      }),
    );
  });

  test('never makes it throw', () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom('$', '{', '}', '$Data', '.key', '$Mod(', ')', '9', '$1'));
    fc.assert(
      fc.property(fc.array(piece), fc.dictionary(fc.string(), fc.anything()), (pieces, variables) => {
        expand(pieces.join(''), { ...variables, ...VARIABLES });
      }),
    );
  });
});

describe('FNV-1, 64 bits', () => {
  // The vectors that the authors of the hash publish with its code.
  test.each([
    ['', 'cbf29ce484222325'],
    ['a', 'af63bd4c8601b7be'],
    ['b', 'af63bd4c8601b7bd'],
    ['foobar', '340d8765a4dda9c2'],
  ])('of %j', (text, hash) => {
    expect(fnv1(text).toString(16)).toBe(hash);
  });

  test('agrees with big integers, for any text', () => {
    fc.assert(
      fc.property(anyText(), (text) => {
        let hash = 0xcbf29ce484222325n;
        for (const byte of new TextEncoder().encode(text))
          hash = BigInt.asUintN(64, hash * 0x100000001b3n) ^ BigInt(byte);
        expect(fnv1(text)).toBe(hash);
      }),
    );
  });
});

describe('the variables of a file', () => {
  const FILE = { bucket: 'b', name: 'orders/17/x.json', created: new Date('2026-01-31T23:59:59.999Z') };
  const rule = (dest: string) => ruleOf(`When: {Prefix: /}\nDest: {Table: d.t, ${dest}}`).rule;

  test('Date and Hour are those of its creation, in UTC', () => {
    expect(fileVariables(rule(''), FILE)).toMatchObject({ Date: '20260131', Hour: '23' });
    expect(fileVariables(rule(''), { ...FILE, created: new Date('2026-02-01T00:30:00+01:00') })).toMatchObject({
      Date: '20260131',
    });
  });

  test.each([
    ['gs://b/orders/17/x.json', FILE],
    ['gs://b/ü #?%2F', { ...FILE, name: 'ü #?%2F' }],
  ])('$Mod(n) is the absolute value of the signed hash of %s, modulo n', (url, file) => {
    const hash = BigInt.asIntN(64, fnv1(url));
    const absolute = hash < 0n ? -hash : hash;
    for (const n of [1n, 7n, 10n, 1000n]) {
      expect(expand<unknown>(`$Mod(${n})`, fileVariables(rule(''), file))).toBe(Number(absolute % n));
    }
  });

  test('hashes below zero are taken too', () => {
    const names = Array.from({ length: 64 }, (_, index) => 'x'.repeat(index + 1));
    expect(names.some((name) => BigInt.asIntN(64, fnv1(`gs://b/${name}`)) < 0n)).toBe(true);
    for (const name of names) {
      expect(expand<unknown>('$Mod(10)', fileVariables(rule(''), { ...FILE, name }))).toBeGreaterThanOrEqual(0);
    }
  });

  test('groups and parameters', () => {
    const dest = `Pattern: '/(\\w+)/(\\d+)(x)?/', Parameters: [{Name: Shop, Expression: '$1-$2'}, {Name: Part, Expression: 'p$3$Date$$'}]`;
    expect(fileVariables(rule(dest), FILE)).toMatchObject({
      '1': 'orders',
      '2': '17',
      '3': '',
      Shop: 'orders-17',
      Part: 'p20260131$',
    });
  });

  test('nine groups at most', () => {
    const variables = fileVariables(rule(`Pattern: '${'(.)'.repeat(11)}'`), FILE);
    expect(variables).toHaveProperty('9');
    expect(variables).not.toHaveProperty('10');
  });

  test('a parameter hides a variable of the same name', () => {
    const dest = `Pattern: '/(\\w+)/', Parameters: [{Name: Date, Expression: $1}]`;
    expect(fileVariables(rule(dest), FILE)).toMatchObject({ Date: 'orders' });
  });

  test('a pattern that does not match the path is an error that says so', () => {
    expect(() => fileVariables(rule(`Pattern: '/(\\d{5})/'`), FILE)).toThrow(
      'Dest.Pattern /(\\d{5})/ does not match /orders/17/x.json',
    );
  });

  test('are plain data, to be stored with a plan', () => {
    const variables = fileVariables(rule(`Pattern: '/(\\w+)/'`), FILE);
    expect(JSON.parse(JSON.stringify(variables))).toEqual(variables);
  });
});
