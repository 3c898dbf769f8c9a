import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameBased } from '../../../../emulators/bigquery/evaluation/rewrite/nameBased.ts';
import { words } from '../../../../emulators/bigquery/evaluation/rewrite/words.ts';
import { applyEdits } from '../../../../emulators/googlesql/edits.ts';
import { indexAt, sourceOf } from '../../../../emulators/googlesql/source.ts';

describe('edits of a text', () => {
  it('say of each index where it was', () => {
    const { text, original } = applyEdits('SELECT a FROM d.t WHERE b', [
      { start: 14, end: 17, text: '`p.d.t` AS `t`' },
      { start: 0, end: 0, text: '' },
    ]);
    expect(text).toBe('SELECT a FROM `p.d.t` AS `t` WHERE b');
    expect(original(text.indexOf('a FROM'))).toBe(7);
    expect(original(text.indexOf('AS'))).toBe(14);
    expect(original(text.indexOf('b', 30))).toBe(24);
    expect(original(text.length)).toBe(25);
  });

  it('leave what they do not touch where it can be found again', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (before, old, put, after) => {
        const edit = { start: before.length, end: before.length + old.length, text: put };
        const { text, original } = applyEdits(before + old + after, [edit]);
        expect(text).toBe(before + put + after);
        for (let index = 0; index < before.length; index++) expect(original(index)).toBe(index);
        for (let index = 0; index < after.length; index++)
          expect(original(before.length + put.length + index)).toBe(before.length + old.length + index);
      }),
    );
  });
});

describe('a source', () => {
  it('finds its parts by bytes of UTF-8', () => {
    const source = sourceOf("SELECT 'ä€😀', x");
    const bytes = Buffer.from(source.text);
    const start = bytes.indexOf(', x') + 2;
    expect(source.slice({ start, end: start + 1 })).toBe('x');
    expect(source.positionOf(source.indexOf(start))).toEqual({ line: 1, column: 15 });
  });

  it('counts columns as GoogleSQL does: a tab goes on to the next multiple of eight', () => {
    const source = sourceOf('SELECT\n\ta,\tb');
    expect(source.positionOf(8)).toEqual({ line: 2, column: 9 });
    expect(source.positionOf(11)).toEqual({ line: 2, column: 17 });
    expect(indexAt(source.text, { line: 2, column: 17 })).toBe(11);
  });
});

describe('words', () => {
  it('leave comments out, and take texts and quoted names as one', () => {
    const text = "SELECT 'by name' /* BY NAME */ AS `a b`, r'''x\\'y''' -- BY NAME\n# BY NAME\nBY";
    expect(words(text).map(({ upper }) => upper)).toEqual([
      'SELECT',
      "'BY NAME'",
      'AS',
      '`A B`',
      ',',
      "R'''X\\'Y'''",
      'BY',
    ]);
  });
});

describe('set operations BY NAME', () => {
  it.each([
    ['SELECT 1 a UNION ALL BY NAME SELECT 2 a', 'SELECT 1 a UNION ALL STRICT CORRESPONDING SELECT 2 a'],
    ['x UNION DISTINCT BY NAME ON (a, b) y', 'x UNION DISTINCT STRICT CORRESPONDING BY (a, b) y'],
    ['x FULL OUTER UNION ALL BY NAME y', 'x FULL OUTER UNION ALL CORRESPONDING y'],
    ['x LEFT EXCEPT DISTINCT BY NAME ON (a) y', 'x LEFT EXCEPT DISTINCT CORRESPONDING BY (a) y'],
    ['x INNER UNION ALL BY NAME y', 'x  UNION ALL CORRESPONDING y'],
    ["SELECT 'UNION ALL BY NAME' ORDER BY name", "SELECT 'UNION ALL BY NAME' ORDER BY name"],
  ])('%s', (written, rewritten) => {
    expect(applyEdits(written, nameBased(written)).text).toBe(rewritten);
  });
});
