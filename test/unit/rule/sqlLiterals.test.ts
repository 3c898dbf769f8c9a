import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { RuleError } from '../../../functions/src/rule/ruleError.ts';
import { expandSql } from '../../../functions/src/rule/sqlSafety.ts';
import { anyText } from '../../support/anyText.ts';
import { type SqlToken, sqlTokens } from '../../support/sqlTokens.ts';

const FILE = { bucket: 'b', name: 'x/y', created: new Date(0) };
const QUOTES = ["'", '"', "'''", '"""'] as const;
const PREFIXES = ['', 'r', 'R', 'b', 'rb', 'Br'] as const;

/** What somebody may upload, or call a parameter, who wants to change what the SQL does. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom("'", '"', "'''", '"""', '`', '\\', '\\\\', "\\'", '\n', '\r', '\r\n', '\0', '\u2028', '\x7f'),
      fc.constantFrom(
        '--',
        '#',
        '/*',
        '*/',
        '//',
        ';',
        '$EventID',
        '$$',
        "' OR 1=1 --",
        '); DROP TABLE d.t',
        ',',
        '😀',
      ),
      fc.constantFrom('x', 'n', '0', '41', 'r', 'b', 'é', ' '),
      anyText({ maxLength: 3 }),
    ),
    { maxLength: 6 },
  )
  .map((pieces) => pieces.join(''));

/** Texts of a rule within a literal, and what each means there. */
const plainWords = fc.constantFrom('', 'a', ' b ', '--', '#', '/*', '$$', 'é');
const escapes = fc.constantFrom('', '\\n', '\\\\', "\\'", '\\"', '\\x41', '\\u00e9', '\\101');
const rawEscapes = fc.constantFrom('', '\\d', '\\\\', "\\'", '\\"', '\\');

interface Sample {
  sql: string;
  variables: Record<string, string>;
  tokens: SqlToken[];
}

const literalSample = fc
  .record({
    prefix: fc.constantFrom(...PREFIXES),
    quote: fc.constantFrom(...QUOTES),
    pieces: fc.array(fc.tuple(plainWords, escapes, rawEscapes, hostile), { minLength: 1, maxLength: 3 }),
    last: plainWords,
  })
  .map(({ prefix, quote, pieces, last }): Omit<Sample, 'tokens'> & { token: SqlToken } => {
    const isRaw = /r/i.test(prefix);
    const isBytes = /b/i.test(prefix);
    const inBytes = (text: string): string => (isBytes ? Buffer.from(text).toString('latin1') : text);
    const written = pieces.map(([word, usualEscape, rawEscape]) => {
      const usual = isBytes && usualEscape === '\\u00e9' ? '' : usualEscape;
      return { word, code: isRaw ? rawEscape : usual };
    });
    const sql = written.map(({ word, code }, index) => `${word}${code}$\{V${index}}`).join('');
    const meant = ({ code }: { code: string }): string => (isRaw ? code : (sqlTokens(`'${code}'`)[0]?.value ?? ''));
    const value = written
      .map(
        (piece, index) =>
          `${inBytes(piece.word.replace('$$', '$'))}${meant(piece)}${inBytes(pieces[index]?.[3] ?? '')}`,
      )
      .join('');
    return {
      sql: `${prefix}${quote}${sql}${last}${quote}`,
      variables: Object.fromEntries(pieces.map(([, , , text], index) => [`V${index}`, text])),
      token: { kind: isBytes ? 'bytes' : 'string', value: value + inBytes(last.replace('$$', '$')) },
    };
  });

describe('a value within quotes', () => {
  it('is the text that it is, whatever it holds, and ends no literal', () => {
    fc.assert(
      fc.property(literalSample, ({ sql, variables, token }) => {
        const text = expandSql(`SELECT ${sql} AS v -- ' "\nFROM \`d.t\``, variables, FILE);
        expect(sqlTokens(text)).toEqual([
          { kind: 'word', value: 'SELECT' },
          token,
          { kind: 'word', value: 'AS' },
          { kind: 'word', value: 'v' },
          { kind: 'word', value: 'FROM' },
          { kind: 'name', value: 'd.t' },
        ]);
      }),
      { numRuns: 2000 },
    );
  });

  it('lets nothing out into what comes after, however many literals there are', () => {
    fc.assert(
      fc.property(literalSample, hostile, hostile, (one, x, y) => {
        const sql = `SELECT f(${one.sql}, '$X'), "$Y", '' /* it's */ WHERE a = '''$X''' # don't\n AND b = r"$Y"`;
        const tokens = sqlTokens(expandSql(sql, { ...one.variables, X: x, Y: y }, FILE));
        const literals = tokens.filter(({ kind }) => kind === 'string' || kind === 'bytes');
        expect(literals.map(({ value }) => value)).toEqual([one.token.value, x, y, '', x, y]);
        expect(tokens.filter(({ kind }) => kind === 'word').map(({ value }) => value)).toEqual([
          'SELECT',
          'f',
          'WHERE',
          'a',
          'AND',
          'b',
        ]);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["SPLIT('$V', ',')", 'gs://b/a,gs://b/c', "SPLIT('gs://b/a,gs://b/c', ',')"],
    ["'$V'", "it's", "'it\\'s'"],
    ["'$V'", 'a\\', "'a\\\\'"],
    ["'$V'", 'a\nb\0', "'a\\nb\\x00'"],
    ["r'^$V\\d'", 'a.b', "r'^a.b\\d'"],
    ["r'^$V\\d'", "it's", "'^it\\'s\\\\d'"],
    ["r'\\$V'", 'd', "'\\\\d'"],
    ["b'$V'", 'é', "b'\\xc3\\xa9'"],
    ["'''$V'''", "'", "'''\\''''"],
    ["'$V''x'", '', "'' 'x'"],
  ])('%s with %j is %s', (sql, V, filled) => {
    expect(expandSql(sql, { V }, FILE)).toBe(filled);
  });

  test.each([
    ["'$V'", 'a\ud800', 'half of a character'],
    ["'\\$V'", 'n', 'a backslash before it'],
    ["'\\x4$V'", '1', 'a backslash before it'],
    ["r$V'x'", '', 'a text within quotes begins right after it'],
    ["$V'x'", 'r', 'a text within quotes begins right after it'],
    ['/* *$V */', '/ DROP', 'it would end the comment'],
    ["SELECT 1 // it's\n+ $V", '1 OR TRUE', 'a number only'],
    ["SELECT 1 -- it's\r+ $V", '1 OR TRUE', 'a number only'],
    ['SELECT -$V$V-1', '', 'outside of quotes'],
    ['SELECT `it\\`s $V`', "a' b", 'it may hold'],
  ])('%s with %j is refused: %s', (sql, V, why) => {
    const fill = () => expandSql(sql, { V }, FILE);
    expect(fill).toThrow(RuleError);
    expect(fill).toThrow(why);
  });
});

describe('a value outside of quotes', () => {
  it('is one token, or part of one, or refused', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('$V', 't_$V', '$V$V', '`a$V`', '-$V', '/* $V */', "'x' $V", '$V.a'),
        hostile,
        (place, V) => {
          const fill = () => sqlTokens(expandSql(`SELECT ${place} + 1`, { V }, FILE));
          let tokens: SqlToken[];
          try {
            tokens = fill();
          } catch (error) {
            expect(error).toBeInstanceOf(RuleError);
            return;
          }
          const expected = sqlTokens(`SELECT ${place.replaceAll('$V', '7')} + 1`);
          const signs = tokens.filter(({ value }) => !/^[-+.]$/.test(value));
          expect(signs.map(({ kind }) => kind)).toEqual(
            expected.filter(({ value }) => !/^[-+.]$/.test(value)).map(({ kind }) => kind),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });
});
