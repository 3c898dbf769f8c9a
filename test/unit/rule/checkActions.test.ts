import { describe, expect, it } from 'vitest';
import { readRules } from '../../../functions/src/action/ruleReader.ts';

/** What is wrong with a rule that has this action. */
const problemsOf = (action: object): string[] => {
  const rule = {
    When: { Prefix: '/a/' },
    Async: true,
    Batch: { Window: { DurationInSec: 90 } },
    Dest: { Table: 'ds.t' },
    OnSuccess: [action],
  };
  return readRules('rules/r.json', JSON.stringify(rule)).problems.map(({ message }) => message);
};

describe('an action is refused as soon as its rule is read', () => {
  it.each([
    ['copy', { Source: 'ds.t', Dest: 'ds.u', PartitionSQL: 'SELECT 1' }, /PartitionSQL needs MultiPartition/],
    ['copy', { Source: 'ds.t', Dest: 'ds.u$DollarSign$PartitionID' }, /only with MultiPartition/],
    ['query', { SQL: 'SELECT 1', Append: true }, /Dest, which is missing/],
    ['query', { SQL: 'SELECT 1', Template: 'ds.u' }, /Dest, which is missing/],
    ['insert', { Data: {}, Dest: 'ds.t$20260131' }, /is a partition/],
    ['drop', { Table: 'ds.t$20260131' }, /is a partition/],
    ['call', { URL: 'ftp://a.example.com' }, /http or https/],
    ['call', { URL: 'a.example.com' }, /http or https/],
    ['call', { URL: 'https://a.example.com', TimeoutInSec: 301 }, /TimeoutInSec/],
  ])('%s with %j', (Action, Request, message) => {
    expect(problemsOf({ Action, Request })).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ['copy', { Source: 'ds.t', Dest: 'ds.u$DollarSign$PartitionID', MultiPartition: true, PartitionSQL: 'SELECT 1' }],
    ['copy', { Source: 'ds.t$20260131', Dest: 'ds.u$20260131' }],
    ['query', { SQL: 'SELECT 1', Dest: 'ds.u', Append: true, Template: 'ds.v' }],
    ['insert', { Data: '$Data', Dest: 'ds.t_$1' }],
    ['drop', { Table: '$TempTable' }],
    ['push', { Topic: 't', Message: {}, OrderingKey: '$DestTable' }],
    ['call', { URL: '$Data.next', TimeoutInSec: 300 }],
    ['call', { URL: 'HTTPS://a.example.com/$1', Body: {} }],
  ])('but not %s with %j', (Action, Request) => {
    expect(problemsOf({ Action, Request })).toEqual([]);
  });
});
