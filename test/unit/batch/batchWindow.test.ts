import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionKinds } from '../../../functions/src/action/actionKinds.ts';
import { type BatchWindow, windowsFor } from '../../../functions/src/batch/batchWindow.ts';
import type { SourceFile } from '../../../functions/src/model/sourceFile.ts';
import { RuleError } from '../../../functions/src/rule/ruleError.ts';
import { ruleOf } from '../../support/ruleOf.ts';

const CREATED = '2026-01-31T12:00:01.500Z';

const fileOf = (name: string, created = CREATED): SourceFile => ({
  bucket: 'in',
  name,
  generation: '1',
  size: 1,
  created,
});

/** The window that a file falls into. */
const windowOf = (rule: string, name: string, created = CREATED): BatchWindow =>
  windowsFor(ruleOf(rule), fileOf(name, created), actionKinds)(0);

const ruleWith = ({ batch = '', dest = '', more = '' } = {}): string => `
When: { Prefix: /data/ }
Batch: { Window: { DurationInSec: 90 }${batch} }
Dest: { Table: ds.t${dest} }
${more}`;

describe('a window', () => {
  it('ends at the next multiple of its duration since the epoch', () => {
    const { start, end, closes } = windowOf(ruleWith(), 'data/a.json');
    expect(start.toISOString()).toBe('2026-01-31T12:00:00.000Z');
    expect(end.toISOString()).toBe('2026-01-31T12:01:30.000Z');
    expect(closes).toEqual(end);
  });

  it('has the file that is created at its start, and not the one at its end', () => {
    const at = (time: string) => windowOf(ruleWith(), 'data/a.json', time).end.toISOString();
    expect(at('2026-01-31T12:00:00.000Z')).toBe('2026-01-31T12:01:30.000Z');
    expect(at('2026-01-31T12:01:29.999Z')).toBe('2026-01-31T12:01:30.000Z');
    expect(at('2026-01-31T12:01:30.000Z')).toBe('2026-01-31T12:03:00.000Z');
  });

  it('holds the creation of its file, whatever the duration', () => {
    const seconds = fc.integer({ min: 10, max: 100_000 });
    const time = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(seconds, time, fc.nat(50), (duration, created, offset) => {
        const rule = ruleOf(ruleWith().replace('90', String(duration)));
        const windowAt = windowsFor(rule, fileOf('data/a.json', created.toISOString()), actionKinds);
        const { start, end } = windowAt(0);
        expect(start <= created && created < end).toBe(true);
        expect(end.getTime() % (duration * 1000)).toBe(0);
        expect(windowAt(offset).start.getTime() - start.getTime()).toBe(offset * duration * 1000);
      }),
    );
  });

  it('closes later by a delay that is the same whoever asks, at most MaxDelayInSec, and spread over windows', () => {
    const rule = ruleOf(ruleWith({ batch: ', MaxDelayInSec: 60' }));
    const delays = Array.from({ length: 200 }, (_, offset) => {
      const [window, again] = [0, 1].map(() => windowsFor(rule, fileOf('data/a.json'), actionKinds)(offset));
      expect(again?.closes).toEqual(window?.closes);
      return Number(window?.closes) - Number(window?.end);
    });
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(60_000);
    expect(new Set(delays.map((delay) => Math.floor(delay / 10_000))).size).toBeGreaterThanOrEqual(6);
  });

  it('is refused where the rule gives no table', () => {
    const rule = ruleWith({ dest: '_$1, Pattern: "/data/([^/]+)/"' });
    expect(() => windowOf(rule, 'data/a:b/c.json')).toThrow(RuleError);
  });
});

const PATTERN =
  ', Pattern: "/data/([^/]+)/([^/]+)/", Parameters: [{ Name: Day, Expression: $1 }, { Name: Who, Expression: $2 }]';
const TRANSIENT = ', Transient: { Dataset: temp }';

describe('two files share a batch', () => {
  it.each([
    ['of the same folder', ruleWith(), 'data/x/a.json', 'data/x/b.json'],
    ['of two folders with MultiPath', ruleWith({ batch: ', MultiPath: true' }), 'data/x/a.json', 'data/y/b.json'],
    [
      'with other groups that nobody refers to',
      ruleWith({ batch: ', MultiPath: true', dest: PATTERN }),
      'data/1/x/a.json',
      'data/2/y/b.json',
    ],
    ['with other hashes that give the same table', ruleWith({ dest: '_$Mod(1)' }), 'data/a.json', 'data/b.json'],
    [
      'with another value of a parameter that nobody refers to',
      ruleWith({ batch: ', MultiPath: true', dest: `${PATTERN}${TRANSIENT}, Transform: { day: "'$Day'" }` }),
      'data/1/x/a.json',
      'data/1/y/a.json',
    ],
    [
      'with actions that refer to the process alone',
      ruleWith({ more: 'OnSuccess: [ { Action: push, Request: { Topic: t, Message: "$EventID $LoadURIs $$Day" } } ]' }),
      'data/a.json',
      'data/b.json',
    ],
  ])('%s', (_, rule, one, other) => {
    expect(windowOf(rule, one).id).toBe(windowOf(rule, other).id);
  });
});

describe('two files have batches of their own', () => {
  const multi = ', MultiPath: true';
  it.each([
    ['of two folders', ruleWith(), 'data/x/a.json', 'data/y/b.json'],
    ['of two formats', ruleWith(), 'data/a.json', 'data/a.csv'],
    ['compressed and plain', ruleWith(), 'data/a.json', 'data/a.json.gz'],
    ['with and without an extension', ruleWith(), 'data/a.json', 'data/a'],
    ['for two tables by their hash', ruleWith({ dest: '_$Mod(2)' }), 'data/a.json', 'data/b.json'],
    [
      'with other pattern groups and UsePatternHash',
      ruleWith({ batch: `${multi}, UsePatternHash: true`, dest: PATTERN }),
      'data/1/x/a.json',
      'data/1/y/a.json',
    ],
    [
      'for two partitions',
      ruleWith({ batch: multi, dest: `${PATTERN}, Partition: $1` }),
      'data/2025/x/a.json',
      'data/2026/x/a.json',
    ],
    [
      'with another value in Transform',
      ruleWith({ batch: multi, dest: `${PATTERN}${TRANSIENT}, Transform: { who: "'$Who'" }` }),
      'data/1/x/a.json',
      'data/1/y/a.json',
    ],
    [
      'with another group in Transform',
      ruleWith({ batch: multi, dest: `${PATTERN}${TRANSIENT}, Transform: { who: "'\${2}'" }` }),
      'data/1/x/a.json',
      'data/1/y/a.json',
    ],
    [
      'with another value in a join condition',
      ruleWith({
        batch: multi,
        dest: `${PATTERN}${TRANSIENT}, SideInputs: [{ Table: ds.s, Alias: s, On: "s.id = t.id AND s.who = '$Who'" }]`,
      }),
      'data/1/x/a.json',
      'data/1/y/a.json',
    ],
    [
      'with another value in Criteria',
      ruleWith({ batch: multi, dest: `${PATTERN}, Transient: { Dataset: temp, Criteria: "day > $Day" }` }),
      'data/1/x/a.json',
      'data/2/x/a.json',
    ],
    [
      'with another value in UniqueOrderBy',
      ruleWith({ batch: multi, dest: `${PATTERN}${TRANSIENT}, UniqueColumns: [id], UniqueOrderBy: "$Who DESC"` }),
      'data/1/x/a.json',
      'data/1/y/a.json',
    ],
    [
      'with another value deep in an action',
      ruleWith({
        batch: multi,
        dest: PATTERN,
        more: 'OnSuccess: [ { Action: delete, OnFailure: [ { Action: push, Request: { Topic: t, Message: m, Attributes: { who: $Who } } } ] } ]',
      }),
      'data/1/x/a.json',
      'data/1/y/a.json',
    ],
    [
      'where SQL that is read later may refer to anything',
      ruleWith({
        batch: multi,
        dest: PATTERN,
        more: 'OnSuccess: [ { Action: query, Request: { SQLURL: "gs://b/q.sql", Dest: ds.o } } ]',
      }),
      'data/1/x/a.json',
      'data/1/y/a.json',
    ],
  ])('%s', (_, rule, one, other) => {
    expect(windowOf(rule, one).id).not.toBe(windowOf(rule, other).id);
  });

  it('where an action takes the hour, and a window has several', () => {
    const rule = ruleWith({ more: 'OnSuccess: [ { Action: move, Request: { DestURL: gs://b/$Hour } } ]' }).replace(
      '90',
      '7200',
    );
    const at = (time: string) => windowOf(rule, 'data/a.json', time).id;
    expect(at('2026-01-31T12:10:00Z')).toBe(at('2026-01-31T12:50:00Z'));
    expect(at('2026-01-31T12:10:00Z')).not.toBe(at('2026-01-31T13:10:00Z'));
  });

  it('of two windows, two buckets, and of a rule before and after it was changed', () => {
    const own = windowOf(ruleWith(), 'data/a.json');
    expect(windowOf(ruleWith(), 'data/a.json', '2026-01-31T12:01:30Z').id).not.toBe(own.id);
    expect(windowsFor(ruleOf(ruleWith()), { ...fileOf('data/a.json'), bucket: 'other' }, actionKinds)(0).id).not.toBe(
      own.id,
    );
    expect(windowOf(ruleWith({ dest: ', Override: true' }), 'data/a.json').id).not.toBe(own.id);
    expect(windowOf(`# a comment\n${ruleWith()}`, 'data/a.json').id).toBe(own.id);
  });
});

describe('a group', () => {
  const rule = ruleWith({
    batch: ', Group: { DurationInSec: 3600, OnDone: [ { Action: drop, Request: { Table: ds.x } } ] }',
    dest: ', Partition: $Date',
  });
  const groupAt = (time: string) => windowOf(rule, 'data/a.json', time).group;

  it('has the windows of a destination that end in its period, partitions together', () => {
    const group = groupAt('2026-01-31T12:00:00Z');
    expect(group?.destination).toBe('ds.t');
    expect(group?.ends.toISOString()).toBe('2026-01-31T13:00:00.000Z');
    expect(groupAt('2026-01-31T12:58:00Z')).toEqual(group);
    // This one ends at 13:00:30.
    expect(groupAt('2026-01-31T12:59:30Z')?.ends.toISOString()).toBe('2026-01-31T14:00:00.000Z');
    expect(windowOf(rule.replace('ds.t,', 'ds.u,'), 'data/a.json').group?.id).not.toBe(group?.id);
  });

  it('has an ID that goes into SQL as an INT64', () => {
    const hours = Array.from({ length: 50 }, (_, hour) => groupAt(new Date(hour * 3_600_000).toISOString())?.id ?? '');
    expect(new Set(hours).size).toBe(50);
    for (const id of hours) expect(BigInt(id) > 0n && BigInt(id) < 1n << 63n).toBe(true);
  });

  it('is there only where the rule has one', () => {
    expect(windowOf(ruleWith(), 'data/a.json').group).toBeUndefined();
  });
});
