import { describe, expect, it } from 'vitest';
import { readRules } from '../../../functions/src/action/ruleReader.ts';
import { eventIdOf } from '../../../functions/src/model/eventId.ts';
import { inMemory, type ProcessWorld, rows } from './processWorld.ts';

const DEST = `Dest: { Table: 'shop.t_$\{EventID}', Schema: { Template: shop.orders }`;

const ruleOf = (dest: string, more = ''): string => `
When: { Prefix: /data/ }
Async: true
${dest}
OnSuccess:
  - { Action: copy, Request: { Source: $DestTable, Dest: shop.orders, Append: true } }
  - { Action: copy, Request: { Source: shop.t_$EventID, Dest: 'shop.kept_$\{EventID}' } }
  - { Action: drop, Request: { Table: 'shop.t_$\{EventID}' } }
${more}`;

const tablesOf = ({ cloud }: ProcessWorld): string[] =>
  cloud.bigQuery.tables
    .tablesOf('shop')
    .map(({ reference }) => `${reference.datasetId}.${reference.tableId}`)
    .sort();

/** What is wrong with a rule, and what it is warned of. */
const problemsOf = (text: string) => readRules('rules/own.yaml', text).problems;

describe('a table for each process', () => {
  it.each([
    ['directly', `${DEST} }`],
    ['through a temporary table', `${DEST}, Transient: { Dataset: temp } }`],
    ['by a query', `${DEST}, Transient: { Dataset: temp, CopyMethod: QUERY } }`],
  ])('is made like the template, loaded %s, and the actions after it name the same', async (_how, dest) => {
    expect(problemsOf(ruleOf(dest))).toEqual([]);
    await inMemory({ rules: ruleOf(dest) }, async (world) => {
      const files = [world.upload('data/1.json', rows(1)), world.upload('data/2.json', rows(2, 3))];
      await world.settle();
      expect(world.ids()).toEqual([1, 2, 3]);
      expect(files.map((file) => world.ids(`shop.kept_${eventIdOf(file)}`))).toEqual([[1], [2, 3]]);
      expect(tablesOf(world)).toEqual([...files.map((file) => `shop.kept_${eventIdOf(file)}`).sort(), 'shop.orders']);
    });
  });

  it('is one for a whole batch: it does not part files', async () => {
    const rules = ruleOf(`${DEST} }`, 'Batch: { Window: { DurationInSec: 60 } }');
    await inMemory({ rules }, async (world) => {
      const first = world.upload('data/1.json', rows(1));
      for (const id of [2, 3]) world.upload(`data/${id}.json`, rows(id));
      await world.settle();
      expect(world.ids()).toEqual([1, 2, 3]);
      const kept = `shop.kept_${eventIdOf(first)}`;
      expect(tablesOf(world)).toEqual([kept, 'shop.orders']);
      expect(world.ids(kept)).toEqual([1, 2, 3]);
    });
  });

  it('has its rows replaced by nobody, so that Override with Batch is no danger', () => {
    const batch = 'Batch: { Window: { DurationInSec: 60 } }';
    expect(problemsOf(ruleOf(`${DEST}, Override: true }`, batch))).toEqual([]);
    expect(problemsOf(ruleOf('Dest: { Table: shop.t, Override: true }', batch))).toHaveLength(1);
  });
});

describe('a table for each group', () => {
  const GROUPED = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.g_$GroupID, Schema: { Template: shop.orders } }
Batch:
  Window: { DurationInSec: 60 }
  Group:
    DurationInSec: 600
    OnDone:
      - { Action: copy, Request: { Source: $DestTable, Dest: shop.orders } }
      - { Action: drop, Request: { Table: 'shop.g_$\{GroupID}' } }
`;

  it.each([
    ['directly', GROUPED],
    ['through a temporary table', GROUPED.replace('Schema:', 'Transient: { Dataset: temp }, Schema:')],
  ])('gathers the rows of its windows, %s, until OnDone has moved them', async (_how, rules) => {
    expect(problemsOf(rules)).toEqual([]);
    await inMemory({ rules }, async (world) => {
      world.upload('data/1.json', rows(1));
      await world.cloud.clock.sleep(120_000);
      world.upload('data/2.json', rows(2));
      await world.settle();
      expect(world.ids()).toEqual([1, 2]);
      expect(tablesOf(world)).toEqual(['shop.orders']);
    });
  });

  it('needs a rule with groups', () => {
    const rules = ruleOf('Dest: { Table: shop.g_$GroupID }');
    expect(problemsOf(rules).map(({ message }) => message)).toContainEqual(
      expect.stringContaining('there is no variable $GroupID here'),
    );
  });
});
