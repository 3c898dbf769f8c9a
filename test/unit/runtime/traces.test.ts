import { context, trace } from '@opentelemetry/api';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { logTracing } from '../../../functions/src/runtime/log.ts';
import { tracingLine } from '../../../functions/src/runtime/logLines.ts';
import { startTraces } from '../../../functions/src/runtime/startTraces.ts';
import { flushTraces, startTracing } from '../../../functions/src/runtime/traces.ts';
import { tracedProcess } from '../../../functions/src/trace/traced.ts';
import { type LocalServer, startServer } from '../../support/localServer.ts';

vi.mock(import('../../../functions/src/runtime/log.ts'), { spy: true });

let collector: LocalServer;
beforeEach(async () => {
  collector = await startServer((_, response) => void response.writeHead(200).end());
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url);
});
afterEach(() => {
  collector.close();
  vi.unstubAllEnvs();
  trace.disable();
  context.disable();
});

const work = (): Promise<number> =>
  tracedProcess('4611686018427387904', { name: 'invocation', attributes: {} }, async () => 1);

it('with TRACES=otlp the spans of an invocation are at the collector when it ends', async () => {
  await startTracing({ traces: 'otlp', projectId: 'shop-prod' });
  expect(await work()).toBe(1);
  await flushTraces();
  expect(collector.received).toMatchObject([{ method: 'POST', path: '/v1/traces' }]);
  expect(collector.received[0]?.body).toContain('shop-prod');
});

it('a package that is missing is named, with what to do', async () => {
  const missing = Object.assign(new Error("Cannot find package '@opentelemetry/sdk-trace'"), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  const load = () => Promise.reject(missing);
  await expect(startTraces({ traces: 'otlp', projectId: 'shop-prod' }, load)).rejects.toThrow(
    /^@opentelemetry\/sdk-trace is not installed: npm --prefix functions install /,
  );
});

it('and is a line of the log; files are loaded all the same', async () => {
  const error = new Error('no such package');
  await startTracing({ traces: 'otlp', projectId: 'shop-prod' }, () => Promise.reject(error));
  expect(logTracing).toHaveBeenCalledExactlyOnceWith(error);
  expect(tracingLine(error)).toEqual({
    severity: 'WARNING',
    message: 'traces (TRACES) cannot be sent, files are loaded all the same: no such package',
  });
  expect(await work()).toBe(1);
});

it('without TRACES nothing is loaded', async () => {
  const load = vi.fn();
  await startTracing({ traces: '', projectId: 'shop-prod' }, load);
  expect(load).not.toHaveBeenCalled();
});
