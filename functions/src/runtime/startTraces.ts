import { type ContextManager, context, type TracerProvider, trace } from '@opentelemetry/api';
import type { GoogleAuth } from 'google-auth-library';
import type { Settings } from '../deps/settings.ts';

/** What the packages below export, as far as it is used: a deployment without traces has none of them, and compiles. */
interface Packages {
  '@opentelemetry/sdk-trace': {
    TracerProvider: new (options: { resource: object; spanProcessors: object[] }) => TracerProvider & Flushable;
    BatchSpanProcessor: new (options: { exporter: object; exportTimeoutMillis: number }) => object;
  };
  '@opentelemetry/context-async-hooks': { AsyncLocalStorageContextManager: new () => ContextManager };
  '@opentelemetry/resources': { resourceFromAttributes(attributes: Record<string, string>): object };
  '@opentelemetry/exporter-trace-otlp-proto': { OTLPTraceExporter: new (options: ExporterOptions) => object };
}

interface Flushable {
  forceFlush(): Promise<void>;
}

interface ExporterOptions {
  url?: string;
  headers?: () => Promise<Record<string, string>>;
  timeoutMillis: number;
}

/** Google Cloud's own endpoint for OTLP (Cloud Trace: Telemetry API). */
const GOOGLE = 'https://telemetry.googleapis.com/v1/traces';

/** An invocation waits for no longer than this for its spans to be taken, in milliseconds. */
const TIMEOUT_MS = 3_000;

export interface Traces {
  flush(): Promise<void>;
}

/** Loads a package. */
export type Load = (name: string) => Promise<unknown>;

/** @throws Error that says what to install, where a package is missing. */
export async function startTraces(
  { traces, projectId }: Pick<Settings, 'traces' | 'projectId'>,
  load: Load = (name) => import(name),
): Promise<Traces> {
  const [sdk, hooks, resources, exporters] = await Promise.all([
    loaded('@opentelemetry/sdk-trace', load),
    loaded('@opentelemetry/context-async-hooks', load),
    loaded('@opentelemetry/resources', load),
    loaded('@opentelemetry/exporter-trace-otlp-proto', load),
  ]);
  // The exporter itself reads OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_HEADERS.
  const google = traces === 'google' ? { url: GOOGLE, headers: await googleHeaders(projectId) } : {};
  const exporter = new exporters.OTLPTraceExporter({ ...google, timeoutMillis: TIMEOUT_MS });
  const provider = new sdk.TracerProvider({
    resource: resources.resourceFromAttributes({
      'service.name': process.env['K_SERVICE'] ?? 'bqtail',
      'gcp.project_id': projectId,
    }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter, exportTimeoutMillis: TIMEOUT_MS })],
  });
  context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return { flush: () => provider.forceFlush() };
}

async function loaded<N extends keyof Packages>(name: N, load: Load): Promise<Packages[N]> {
  try {
    return (await load(name)) as Packages[N];
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      `${name} is not installed: npm --prefix functions install @opentelemetry/sdk-trace @opentelemetry/context-async-hooks @opentelemetry/resources @opentelemetry/exporter-trace-otlp-proto, and deploy again`,
    );
  }
}

async function googleHeaders(projectId: string): Promise<() => Promise<Record<string, string>>> {
  const { GoogleAuth: Auth } = await import('google-auth-library');
  const auth: GoogleAuth = new Auth({ scopes: ['https://www.googleapis.com/auth/trace.append'] });
  return async () => {
    // The exporter bears no error here; without a token, Google refuses the spans, and says so.
    const token = await auth.getAccessToken().catch(() => undefined);
    return { 'x-goog-user-project': projectId, ...(token ? { authorization: `Bearer ${token}` } : {}) };
  };
}
