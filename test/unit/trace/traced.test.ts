import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../../functions/src/common/sha256.ts';
import { ServiceError } from '../../support/cloud/send.ts';
import { type LiveWorld, lines, liveWorld } from '../process/liveWorld.ts';

const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
beforeEach(() => exporter.reset());
afterAll(() => {
  trace.disable();
  context.disable();
});

const RULE = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: shop.orders }
OnSuccess:
  - { Action: query, Request: { SQL: "SELECT * FROM shop.orders", Dest: shop.copy } }
  - { Action: delete }
`;

/** The spans of a process, in the order in which they began. */
function spansOf(processId: string): ReadableSpan[] {
  const traceId = sha256(processId).slice(0, 32);
  return exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
}

const named = (spans: readonly ReadableSpan[], name: string) => spans.filter((span) => span.name === name);
const idOf = (span: ReadableSpan | undefined) => span?.spanContext().spanId;

async function loaded(prepare: (world: LiveWorld) => void = () => undefined) {
  const world = liveWorld({ rules: RULE });
  prepare(world);
  const file = world.cloud.upload('data/a.json', lines('1'));
  await world.pass(30);
  expect(world.process(file)).toMatchObject({ status: 'done' });
  const processId = world.eventId(file);
  return { world, processId, spans: spansOf(processId) };
}

/** What is the same of every trace of this rule, whatever happened on the way. */
function expectOneTrace(spans: readonly ReadableSpan[], processId: string, killed = 0): void {
  expect(exporter.getFinishedSpans()).toHaveLength(spans.length);
  const invocations = named(spans, 'invocation');
  for (const { parentSpanContext, attributes } of invocations) {
    expect(parentSpanContext).toMatchObject({ spanId: sha256(processId).slice(32, 48), isRemote: true });
    expect(attributes).toMatchObject({ 'bqtail.process_id': processId, 'bqtail.dest_table': 'shop.orders' });
  }
  const steps = spans.filter(({ name }) => name.startsWith('step '));
  const jobs = spans.filter(({ name }) => name.startsWith('BigQuery '));
  expect(invocations.length + steps.length + jobs.length).toBe(spans.length);
  // The span of an invocation that is killed never ends, and nobody sends it; those of its steps are there.
  const ended = new Set(invocations.map(idOf));
  const parents = new Set(steps.map((step) => step.parentSpanContext?.spanId));
  expect([...parents].filter((id) => !ended.has(id))).toHaveLength(killed);
  for (const job of jobs) {
    const step = steps.find((one) => idOf(one) === job.parentSpanContext?.spanId);
    expect(step?.attributes['bigquery.job_id']).toBe(job.attributes['bigquery.job_id']);
  }
  expect(jobs.map(({ name }) => name)).toEqual(['BigQuery load', 'BigQuery query']);
  expect(named(steps, 'step delete')).toHaveLength(1);
}

describe('what is done for a process is one trace', () => {
  it('over three invocations, with each step and each job', async () => {
    const { spans, processId, world } = await loaded();
    expectOneTrace(spans, processId);
    expect(named(spans, 'invocation').map(({ attributes }) => attributes['bqtail.status'])).toEqual(['ok', 'ok', 'ok']);
    const ids = [...world.cloud.bigQuery.jobs.values()].map(({ name }) => name.jobId);
    const told = spans.filter(({ name }) => name.startsWith('BigQuery '));
    expect(told.map(({ attributes }) => attributes['bigquery.job_id'])).toEqual(ids);
  });

  it('where an invocation is killed, and another resumes', async () => {
    let seen = 0;
    const { spans, processId } = await loaded((world) => {
      world.trouble = ({ method }) => (method === 'jobs.insert' && ++seen === 2 ? 'dies' : undefined);
    });
    expect(seen).toBeGreaterThan(2);
    expectOneTrace(spans, processId, 1);
  });

  it('where a service is away for a while: the step says so', async () => {
    let seen = 0;
    const { spans, processId } = await loaded((world) => {
      world.trouble = ({ method }) =>
        method === 'jobs.insert' && ++seen < 3
          ? { refused: new ServiceError(503, 'no answer', 'backendError') }
          : undefined;
    });
    expectOneTrace(spans, processId);
    const failed = named(spans, 'step load').filter(({ status }) => status.code === SpanStatusCode.ERROR);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]?.status.message).toContain('no answer');
  });
});
