import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { actionKinds, byName } from '../../../functions/src/action/actionKinds.ts';
import { defineAction } from '../../../functions/src/action/defineAction.ts';
import { fillRequest } from '../../../functions/src/action/fill/fillRequest.ts';
import { plainText } from '../../../functions/src/action/fill/textKind.ts';
import { windowsFor } from '../../../functions/src/batch/batchWindow.ts';
import { jobIdOf, parseJobId } from '../../../functions/src/bigquery/jobId.ts';
import type { Plan } from '../../../functions/src/model/plan.ts';
import { jobKindOf } from '../../../functions/src/plan/jobKindOf.ts';
import { sqlFollows } from '../../../functions/src/plan/sqlFollows.ts';
import { createRuleReader, type LoadedRule } from '../../../functions/src/rule/readRules.ts';
import { contextWith, PROCESS } from './contextWith.ts';
import { refreshAction } from './refreshAction.ts';

/** bqtail with one action more. */
const kinds = byName([...actionKinds.values(), refreshAction]);
const reader = createRuleReader(kinds);

const ruleWith = (request: string, dest = '') => `
When: { Prefix: /data/ }
Async: true
Batch: { Window: { DurationInSec: 90 }, MultiPath: true }
Dest: { Table: ds.t${dest} }
OnSuccess:
  - Action: refresh
    Request: ${request}
`;

const problemsOf = (text: string): string[] => reader.readRules('r.yaml', text).problems.map(({ message }) => message);

function ruleOf(text: string): LoadedRule {
  const [rule] = reader.readRules('r.yaml', text).rules;
  if (rule === undefined) throw new Error(problemsOf(text).join('\n'));
  return rule;
}

describe('an action that is registered is known', () => {
  it('to the schema: rules may name it, in any case, and its fields', () => {
    const { rule } = ruleOf(ruleWith('{ view: ds.v, mode: full }').replace('refresh', 'Refresh'));
    expect(rule.OnSuccess).toEqual([{ Action: 'refresh', Request: { View: 'ds.v', Mode: 'FULL' } }]);
    expect(problemsOf(ruleWith('{ Vew: ds.v }'))).toEqual([
      'OnSuccess[0].Request.Vew is not a field here; did you mean OnSuccess[0].Request.View?',
    ]);
    expect(problemsOf(ruleWith('{}'))).toEqual(['OnSuccess[0].Request.View is missing: add it']);
  });

  it('to the JSON Schema that editors read', () => {
    expect(JSON.stringify(z.toJSONSchema(reader.schema))).toContain('"Refreshes a view."');
  });

  it('to the checker: what it needs, what its texts may be, and what its variables are called', () => {
    expect(problemsOf(ruleWith('{ View: ds.v, SQL: SELECT 1, SQLURL: gs://b/q.sql }'))).toEqual([
      'OnSuccess[0].Request has SQL and SQLURL; keep one',
    ]);
    expect(problemsOf(ruleWith('{ View: v }'))).toEqual([expect.stringContaining('Request.View: "v" is no table')]);
    expect(problemsOf(ruleWith('{ View: ds.v$20260131 }'))).toEqual([expect.stringContaining('whole tables only')]);
    expect(problemsOf(ruleWith('{ View: ds.v }', ', Parameters: [{ Name: Refreshed, Expression: $1 }]'))).toContain(
      "$Refreshed is bqtail's own variable; give the parameter another name",
    );
    expect(problemsOf(ruleWith('{ View: ds.$Refreshd }'))).toEqual([expect.stringContaining('mean $Refreshed?')]);
  });

  it('to what fills in its texts: each by its kind', async () => {
    const objects = { read: async () => "SELECT '$1'" };
    const fill = (request: object, group: string) =>
      fillRequest(refreshAction, request, { variables: { 1: group }, process: PROCESS, objects });
    expect(await fill({ View: 'ds.v_$1', SQLURL: 'gs://b/q.sql' }, 'shop')).toEqual({
      View: 'ds.v_shop',
      SQL: "SELECT 'shop'",
    });
    await expect(fill({ View: 'ds.$1' }, 'other.v')).rejects.toMatchObject({ kind: 'permanent' });
    await expect(fill({ View: 'ds.v', SQL: 'SELECT $1' }, 'a; DROP')).rejects.toMatchObject({ kind: 'permanent' });
  });

  it('to what runs it: its request is checked once more, and its jobs are of its kind', async () => {
    if (!('jobs' in refreshAction)) throw new Error('it is made of jobs');
    expect(await refreshAction.jobs({ View: 'ds.v' }, contextWith())).toEqual([
      { configuration: { query: { query: 'SELECT 1' } }, dataset: { projectId: 'own', datasetId: 'ds', tableId: 'v' } },
    ]);
    await expect(refreshAction.jobs({ View: 7 }, contextWith())).rejects.toMatchObject({
      kind: 'permanent',
      message: expect.stringContaining('refresh: the request does not fit once its variables are filled in: View'),
    });
  });

  it('to batches: SQL that it reads later may refer to anything, so that files with other groups stay apart', () => {
    const pattern = ', Pattern: "/data/([^/]+)/"';
    const windowOf = (request: string, name: string): string => {
      const file = { bucket: 'in', name, generation: '1', size: 1, created: '2026-01-31T12:00:00Z' };
      return windowsFor(ruleOf(ruleWith(request, pattern)), file, kinds)(0).id;
    };
    const [later, now] = ['{ View: ds.v, SQLURL: gs://b/q.sql }', '{ View: ds.v, SQL: SELECT 1 }'];
    expect(windowOf(later, 'data/x/a.json')).not.toBe(windowOf(later, 'data/y/a.json'));
    expect(windowOf(now, 'data/x/a.json')).toBe(windowOf(now, 'data/y/a.json'));
  });

  it('to dispatch, by its job IDs: that it runs queries, and that it follows one', () => {
    const job = { processId: '42', step: 3, action: 'refresh', mode: 'dispatch' } as const;
    expect(parseJobId(jobIdOf('ds.t', job))).toEqual(job);
    expect(jobKindOf('refresh', kinds)).toBe('query');
    const plan: Plan = { ...PROCESS.plan, onSuccess: [{ Action: 'refresh', Request: { View: 'ds.v' } }] };
    expect(sqlFollows(plan, 'load', kinds)).toBe(true);
    expect(sqlFollows({ ...plan, onSuccess: [{ Action: 'delete' }] }, 'load', kinds)).toBe(false);
  });
});

describe('the compiler says what a description lacks', () => {
  const request = z.strictObject({ Text: z.string(), Flag: z.boolean().optional() });
  const rest = { name: 'x', help: 'x', request, filled: request };

  it('a kind for each text, a configuration of the kind of job, variables that were declared', () => {
    const kindsOfTexts = { Text: plainText };
    const dataset = { projectId: 'p', datasetId: 'd' };
    const flawed = [
      // @ts-expect-error Text is a text of some kind
      defineAction({ ...rest, texts: {}, run: async () => ({ notes: [] }) }),
      defineAction({
        ...{ ...rest, texts: kindsOfTexts, jobKind: 'copy' },
        // @ts-expect-error a copy job has no query
        jobs: async () => [{ configuration: { query: {} }, dataset }],
      }),
      defineAction({
        ...{ ...rest, texts: kindsOfTexts, variables: ['Data'] },
        // @ts-expect-error Other is not among the variables
        run: async () => ({ notes: [], variables: { Other: 1 } }),
      }),
    ];
    expect(flawed.map(({ name }) => name)).toEqual(['x', 'x', 'x']);
  });
});
