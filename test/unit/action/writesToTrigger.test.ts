import { expect, it } from 'vitest';
import { readRules } from '../../../functions/src/action/ruleReader.ts';
import { ruleOf } from '../../support/ruleOf.ts';
import { memoryObjects } from '../recovery/memoryObjects.ts';
import { actionNamed } from './actionNamed.ts';
import { contextWith } from './contextWith.ts';
import { runAction } from './runAction.ts';

const RULE = 'When: { Prefix: /data/ }\nDest: { Table: ds.orders }\n';

function context() {
  const objects = memoryObjects();
  objects.put({ bucket: 'other', name: 'a.json' }, '{}');
  const rules = { current: async () => ({ rules: [ruleOf(RULE)], problems: [] }) };
  return { objects, context: contextWith({ objects, rules }) };
}

it('a file is not moved to where a rule takes it in again', async () => {
  const { objects, context: own } = context();
  const move = (DestURL: string) => runAction('move', { SourceURLs: 'gs://other/a.json', DestURL }, { context: own });
  await expect(move('gs://in/data/done')).rejects.toMatchObject({ kind: 'permanent', reason: 'reloads' });
  expect(objects.urls()).toEqual(['gs://other/a.json']);
  await move('gs://in/done');
  expect(objects.urls()).toEqual(['gs://in/done/a.json']);
});

it('a table is not exported to where a rule takes the files in again', async () => {
  const kind = actionNamed('export');
  if (!('jobs' in kind)) throw new Error('export is made of jobs');
  const jobsFor = (DestURL: string) => kind.jobs({ Source: 'ds.orders', DestURL }, context().context);
  await expect(jobsFor('gs://in/data/part-*.json')).rejects.toMatchObject({ kind: 'permanent', reason: 'reloads' });
  expect(await jobsFor('gs://in/out/part-*.json')).toHaveLength(1);
});

it('a rule that writes to the trigger bucket is warned of', () => {
  const action = '{ Action: move, Request: { DestURL: "gs://$TriggerBucket/done" } }';
  const { problems } = readRules('rules/r.yaml', `${RULE}OnSuccess: [ ${action} ]\n`);
  expect(problems.filter(({ field }) => field.endsWith('DestURL'))).toMatchObject([
    { severity: 'warning', field: 'OnSuccess[0].Request.DestURL' },
  ]);
});
