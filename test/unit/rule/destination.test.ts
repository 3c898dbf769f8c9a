import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { destinationOf, parseTable } from '../../../functions/src/rule/destination.ts';
import { RuleError } from '../../../functions/src/rule/ruleError.ts';
import type { TableReference } from '../../../functions/src/rule/tableReference.ts';
import { anyText } from '../../support/anyText.ts';
import { ruleOf } from '../../support/ruleOf.ts';

describe('a table', () => {
  test.each<[string, TableReference]>([
    ['d.t', { datasetId: 'd', tableId: 't' }],
    ['p:d.t', { projectId: 'p', datasetId: 'd', tableId: 't' }],
    ['my-project-1:d.t', { projectId: 'my-project-1', datasetId: 'd', tableId: 't' }],
    ['my-project-1.d.t', { projectId: 'my-project-1', datasetId: 'd', tableId: 't' }],
    ['example.com:proj:ds.t', { projectId: 'example.com:proj', datasetId: 'ds', tableId: 't' }],
    ['example.com:proj.ds.t', { projectId: 'example.com:proj', datasetId: 'ds', tableId: 't' }],
    ['d.t$20260131', { datasetId: 'd', tableId: 't', partition: '20260131' }],
    ['p.d.t$2026013123', { projectId: 'p', datasetId: 'd', tableId: 't', partition: '2026013123' }],
    ['d.t$__NULL__', { datasetId: 'd', tableId: 't', partition: '__NULL__' }],
    ['d.t$-10', { datasetId: 'd', tableId: 't', partition: '-10' }],
    ['_hidden.my table-1', { datasetId: '_hidden', tableId: 'my table-1' }],
    ['d.tábla_表', { datasetId: 'd', tableId: 'tábla_表' }],
    [`${'d'.repeat(1024)}.${'t'.repeat(1024)}`, { datasetId: 'd'.repeat(1024), tableId: 't'.repeat(1024) }],
  ])('%s', (text, reference) => {
    expect(parseTable(text)).toEqual(reference);
  });

  test.each([
    ['', 'is no table: write [project:]dataset.table[$partition]'],
    ['t', 'is no table: write'],
    ['p:t', 'is no table: write'],
    ['d.', 'because of "": a table name'],
    ['.t', 'because of "": a dataset name'],
    [':d.t', 'because of "": a project ID'],
    ['d-s.t', 'because of "d-s": a dataset name'],
    ['dé.t', 'because of "dé": a dataset name'],
    [`${'d'.repeat(1025)}.t`, 'a dataset name is 1 to 1,024'],
    [`d.${'é'.repeat(513)}`, 'at most 1,024 bytes'],
    ['d.t*', 'because of "t*": a table name'],
    ['d.t`', 'because of "t`": a table name'],
    ['d.t\n', 'because of "t\\n": a table name'],
    ['Project:d.t', 'because of "Project": a project ID'],
    ['-p:d.t', 'because of "-p": a project ID'],
    ['p-:d.t', 'because of "p-": a project ID'],
    ['a.b.c.d', 'because of "a.b": a project ID'],
    ['d.t$', 'because of "": a partition'],
    ['d.t$2026-01-31', 'because of "2026-01-31": a partition'],
    ['d.t$2026$01', 'because of "2026$01": a partition'],
    ['`p.d.t`', 'because of "`p": a project ID'],
  ])('%j is none', (text, message) => {
    expect(() => parseTable(text)).toThrow(RuleError);
    expect(() => parseTable(text)).toThrow(message);
  });

  test('written out reads back the same', () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/);
    const project = fc.stringMatching(/^([a-z]{2,8}\.com:)?[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
    const partition = fc.stringMatching(/^\d{4,10}$/);
    fc.assert(
      fc.property(
        project,
        part,
        part,
        fc.option(partition),
        fc.constantFrom(':', '.'),
        (p, d, t, decorator, separator) => {
          const text = `${p}${separator}${d}.${t}${decorator === null ? '' : `$${decorator}`}`;
          const partitioned = decorator === null ? {} : { partition: decorator };
          expect(parseTable(text)).toEqual({ projectId: p, datasetId: d, tableId: t, ...partitioned });
        },
      ),
    );
  });
});

describe('the destination of a file', () => {
  const fileAt = (name: string) => ({ bucket: 'b', name, created: new Date('2026-01-31T07:00:00Z') });
  const rule = (dest: string) => ruleOf(`When: {Prefix: /}\nDest: {${dest}}`).rule;
  const PATTERN = `Pattern: '^/([^/]*)/([^/]*)/'`;

  test.each<[string, TableReference]>([
    ['Table: d.t', { datasetId: 'd', tableId: 't' }],
    ['Table: d.t_$Date', { datasetId: 'd', tableId: 't_20260131' }],
    ['Table: d.t$Date$Hour', { datasetId: 'd', tableId: 't2026013107' }],
    ['Table: d.t, Partition: $Date', { datasetId: 'd', tableId: 't', partition: '20260131' }],
    ['Table: d.t$$$Date', { datasetId: 'd', tableId: 't', partition: '20260131' }],
    [`Table: $1_ds.t_$2, ${PATTERN}`, { datasetId: 'eu_ds', tableId: 't_17' }],
    [`Table: $1.t, Partition: $2, ${PATTERN}`, { datasetId: 'eu', tableId: 't', partition: '17' }],
    [`Table: '$1:d.t', ${PATTERN}`, { projectId: 'eu', datasetId: 'd', tableId: 't' }],
    [
      `Table: $Full, ${PATTERN}, Parameters: [{Name: Full, Expression: 'd.$1_$2'}]`,
      { datasetId: 'd', tableId: 'eu_17' },
    ],
  ])('%s', (dest, reference) => {
    expect(destinationOf(rule(dest), fileAt('eu/17/x.json'))).toEqual(reference);
  });

  test('$Mod(n) spreads files over n tables', () => {
    const tables = Array.from(
      { length: 200 },
      (_, i) => destinationOf(rule('Table: d.t_$Mod(4)'), fileAt(`x${i}`)).tableId,
    );
    expect([...new Set(tables)].sort()).toEqual(['t_0', 't_1', 't_2', 't_3']);
  });

  test.each([
    ['another dataset', `Table: d.t_$1, ${PATTERN}`, 'x.secret/y/z'],
    ['another project', `Table: $1.t, ${PATTERN}`, 'other:d/y/z'],
    ['a partition', `Table: d.t_$1, ${PATTERN}`, 'x$20260101/y/z'],
    [
      'another dataset through a parameter',
      `Table: d.$P, ${PATTERN}, Parameters: [{Name: P, Expression: $1}]`,
      'e.f/y/z',
    ],
  ])('a path cannot lead into %s', (_, dest, name) => {
    expect(() => destinationOf(rule(dest), fileAt(name))).toThrow(
      /for gs:\/\/b\/.*than the rule names: a value from the path holds one of/,
    );
  });

  test('a path that gives no valid name is an error that says where', () => {
    expect(() => destinationOf(rule(`Table: d.t_$1, ${PATTERN}`), fileAt("a'b/y/z"))).toThrow(
      `Dest.Table d.t_$1 for gs://b/a'b/y/z: "d.t_a'b" is no table, because of "t_a'b": a table name is letters`,
    );
  });

  test('whatever the name of the object, rows stay in the dataset of the rule', () => {
    const piece = fc.oneof(
      anyText(),
      fc.constantFrom('.', ':', '$', '/', '`', '$1', '$'.concat('{2}'), ';--', "'", ' ', '20260131'),
    );
    const spread = rule(`Table: 'p:d.t_$1_$2', Pattern: '^/([^/]*)/?(.*)'`);
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          const reference = destinationOf(spread, fileAt(pieces.join('')));
          expect(reference).toMatchObject({ projectId: 'p', datasetId: 'd' });
          expect(reference.tableId).toMatch(/^t_[^.:$`';/]*$/);
          expect(reference.partition).toBeUndefined();
        } catch (error) {
          expect(error).toBeInstanceOf(RuleError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
