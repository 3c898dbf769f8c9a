import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { compileRegex, regexFault } from '../../../functions/src/rule/regex.ts';
import { requiredTexts } from '../../../functions/src/rule/requiredTexts.ts';

describe('what every path needs that an expression finds something in', () => {
  test.each<[string, string[][]]>([
    ['/table42/\\d{4}/', [['/table42/'], ['/']]],
    ['^/data/(?:orders|refunds)/.*\\.json$', [['/data/'], ['orders', 'refunds'], ['/'], ['.json']]],
    ['/a\\.b(?P<day>\\d+)_x', [['/a.b'], ['_x']]],
    ['colou?r', [['colo'], ['r']]],
    ['x+y', [['x'], ['y']]],
    ['(abc){2,}z', [['abc'], ['z']]],
    ['[[:alpha:]]]/q', [[']/q']]],
    ['a{,2}b', [['a{,2}b']]],
    ['\\p{Lu}end\\pL', [['end']]],
    ['😀?x😀', [['x😀']]],
    // Nothing is said of these.
    ['(?:abc)?', []],
    ['(abc){0,3}', []],
    ['orders|', []],
    ['(?i)orders', []],
    ['\\x41bc', []],
    ['\\Qa.b\\E', []],
    ['', []],
  ])('%s', (pattern, needs) => {
    expect(regexFault(pattern)).toBeUndefined();
    expect(requiredTexts(pattern)).toEqual(needs);
  });

  it('says nothing of an expression that does not compile', () => {
    for (const pattern of ['(a', 'a)', '[a', '*a', 'a\\', '\\p{L', 'a**', '(?P<1>a)', '(?=a)']) {
      expect([pattern, requiredTexts(pattern)]).toEqual([pattern, []]);
    }
  });

  it('is there, whatever the expression and the path', () => {
    const { pattern } = fc.letrec<Record<'pattern' | 'sequence' | 'item' | 'atom', string>>((tie) => ({
      pattern: fc.array(tie('sequence'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('|')),
      sequence: fc.array(tie('item'), { maxLength: 4 }).map((parts) => parts.join('')),
      item: fc
        .tuple(tie('atom'), fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{0,1}', '{1,}', '*?', '+?', '{1,2}?'))
        .map((parts) => parts.join('')),
      atom: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        { weight: 9, arbitrary: fc.constantFrom('a', 'b', '/', '😀', 'ab', '\\.', '-', '/a') },
        {
          weight: 4,
          arbitrary: fc.constantFrom('.', '[ab]', '[^a]', '[]a]', '[[:digit:]/]', '[\\]b]', '\\d', '\\w', '\\pL'),
        },
        { weight: 2, arbitrary: fc.constantFrom('\\b', '\\p{Lu}', '^', '$', '\\t') },
        { weight: 1, arbitrary: fc.constantFrom('(?i:a)', '(?s)', '\\x61', '\\Q.\\E') },
        { weight: 1, arbitrary: tie('pattern').map((inner) => `(${inner})`) },
        { weight: 1, arbitrary: tie('pattern').map((inner) => `(?:${inner})`) },
        { weight: 1, arbitrary: tie('pattern').map((inner) => `(?P<n>${inner})`) },
      ),
    }));
    const path = fc.array(fc.constantFrom('a', 'b', 'A', '/', '.', '1', '😀', '\t', '-'), { maxLength: 12 });
    let found = 0;
    fc.assert(
      fc.property(pattern, fc.array(path, { minLength: 10, maxLength: 10 }), (text, paths) => {
        fc.pre(regexFault(text) === undefined);
        const needs = requiredTexts(text);
        for (const parts of paths) {
          const one = parts.join('');
          if (!compileRegex(text).test(one)) continue;
          if (needs.length > 0) found++;
          for (const need of needs) expect(need.some((needed) => one.includes(needed))).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
    expect(found).toBeGreaterThan(500);
  });
});
