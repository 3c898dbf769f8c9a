import { randomUUID } from 'node:crypto';
import { type Agent, request } from 'node:http';
import type { FunctionInstance } from './startFunction.ts';

export interface CloudEvent {
  type: string;
  source: string;
  subject?: string;
  /** RFC 3339 */
  time: string;
  /** Attributes of Google's own, as `bucket`. */
  extensions?: Readonly<Record<string, string>>;
  data: object;
}

interface Delivery {
  agent?: Agent;
  signal?: AbortSignal;
}

/**
 * Delivers an event as Eventarc does, in binary mode: its attributes are headers, and the body is the data (CloudEvents: HTTP
 * protocol binding). Each delivery has an ID of its own. Answers the HTTP status.
 */
export function postEvent(
  { socketPath }: FunctionInstance,
  { type, source, subject, time, extensions = {}, data }: CloudEvent,
  { agent, signal }: Delivery = {},
): Promise<number> {
  const attributes = { specversion: '1.0', id: randomUUID(), type, source, time, ...extensions };
  const all = { ...attributes, ...(subject === undefined ? {} : { subject: encodeURI(subject) }) };
  const body = JSON.stringify(data);
  const headers = {
    ...Object.fromEntries(Object.entries(all).map(([name, value]) => [`ce-${name}`, value])),
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, agent, method: 'POST', path: '/', headers, signal }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode ?? 0));
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
