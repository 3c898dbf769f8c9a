import {
  type Attributes,
  context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { messageOf } from '../common/messageOf.ts';
import { sha256 } from '../common/sha256.ts';

// Without an SDK, which runtime/startTraces.ts loads if a deployment asks for one, the API records nothing.
const tracer = () => trace.getTracer('bqtail');

export interface SpanSpec {
  name: string;
  attributes: Attributes;
}

/** Does work within a span, below the one that surrounds it. The span ends with the work; an error marks it, and goes on. */
export const traced = <T>({ name, attributes }: SpanSpec, work: () => Promise<T>): Promise<T> =>
  tracer().startActiveSpan(name, { attributes }, context.active(), (span) => spanning(span, work));

/** The same for an invocation that works on a process: whatever invocations do for one process is one trace. */
export const tracedProcess = <T>(
  processId: string,
  { name, attributes }: SpanSpec,
  work: () => Promise<T>,
): Promise<T> =>
  tracer().startActiveSpan(
    name,
    { attributes: { ...attributes, 'bqtail.process_id': processId } },
    trace.setSpanContext(ROOT_CONTEXT, parentOf(processId)),
    (span) => spanning(span, work),
  );

/** Adds to what surrounds the caller. */
export const noteInSpan = (attributes: Attributes): void => {
  trace.getActiveSpan()?.setAttributes(attributes);
};

export interface PastSpan extends SpanSpec {
  started: Date;
  ended: Date;
  /** Why it failed. */
  error?: string | undefined;
}

/** A span of what went on elsewhere, and is over. */
export function tracePast({ name, attributes, started, ended, error }: PastSpan): void {
  const span = tracer().startSpan(name, { attributes, startTime: started });
  if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: error });
  span.end(ended);
}

async function spanning<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
    throw error;
  } finally {
    span.end();
  }
}

/**
 * What the spans of all invocations hang below: 16 bytes for the trace, 8 for a parent that nobody records, since no
 * invocation knows that it is the only one.
 */
function parentOf(processId: string) {
  const digits = sha256(processId);
  return { traceId: digits.slice(0, 32), spanId: digits.slice(32, 48), traceFlags: TraceFlags.SAMPLED, isRemote: true };
}
