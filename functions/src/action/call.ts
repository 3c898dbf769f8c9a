import { z } from 'zod';
import { defined } from '../common/defined.ts';
import { Failure, permanent } from '../failure/failure.ts';
import { type HttpAnswer, type HttpRequest, shownUrl } from '../http/http.ts';
import { actionKind } from './actionKind.ts';
import { httpText } from './fill/httpText.ts';
import { textOf } from './fill/textOf.ts';

const DEFAULT_TIMEOUT_SEC = 60;
/** More of an answer is not kept. */
const MAX_ANSWER_BYTES = 1_000_000;

/** What the connection itself is about. */
const NOT_FOR_RULES = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
]);

const headerValue = z.union([z.string(), z.array(z.string())]);

const request = z.object({
  URL: z.string(),
  Method: z
    .string()
    .regex(/^[A-Za-z]+$/, 'must be a method such as POST')
    .transform((method) => method.toUpperCase())
    .optional(),
  Body: z.unknown().optional(),
  Headers: z.record(z.string(), headerValue).default({}),
  Auth: z.boolean().default(false),
  TimeoutInSec: z.number().default(DEFAULT_TIMEOUT_SEC),
});

type Request = z.infer<typeof request>;

/** Makes an HTTP request. A status of 400 or above is a failure: of 429 and 500 or above one that may pass. */
export const callAction = actionKind({
  name: 'call',
  fields: { URL: httpText },
  texts: { BodyURL: 'Body' },
  request,

  async run(call, { deps, idempotencyKey }) {
    const url = urlOf(call.URL);
    const method = call.Method ?? (call.Body === undefined ? 'GET' : 'POST');
    if (call.Auth && url.protocol !== 'https:' && deps.settings.loopback === undefined) {
      throw permanent('invalid', `call: Auth needs an https URL, ${shownUrl(url)} would show the token to others`);
    }
    const identity = call.Auth ? { authorization: await deps.google.identityFor(url.origin) } : {};
    const sent: HttpRequest = defined({
      url,
      method,
      headers: { ...headersOf(call), ...identity, 'idempotency-key': idempotencyKey },
      body: call.Body === undefined ? undefined : textOf(call.Body),
      timeoutMs: call.TimeoutInSec * 1000,
      maxBytes: MAX_ANSWER_BYTES,
    });
    const answer = await deps.http.send(sent);
    if (answer.status >= 400) throw refused(sent, answer);
    const notes = answer.isCut ? [`its answer is over ${MAX_ANSWER_BYTES} bytes; the rest was not read`] : [];
    return { notes, variables: { Status: answer.status, ...contentOf(answer) } };
  },
});

/** Not shown where it is none: it may hold a password. */
function urlOf(text: string): URL {
  if (!URL.canParse(text)) throw permanent('invalid', 'call: URL is not one of http or https');
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) throw permanent('invalid', `call: URL has ${url.protocol}, not http: or https:`);
  return url;
}

function headersOf({ Headers, Body }: Request): HttpRequest['headers'] {
  const headers: Record<string, string | readonly string[]> = { 'user-agent': 'bqtail' };
  if (Body !== undefined) headers['content-type'] = isJson(Body) ? 'application/json' : 'text/plain; charset=utf-8';
  for (const [name, value] of Object.entries(Headers)) {
    const key = name.toLowerCase();
    if (NOT_FOR_RULES.has(key) || !/^[\w!#$%&'*+.^`|~-]+$/.test(key)) {
      throw permanent('invalid', `call: the header ${JSON.stringify(name)} cannot be set; remove it`);
    }
    if (/[^\t\x20-\x7e\x80-\xff]/.test([value].flat().join(''))) {
      throw permanent('invalid', `call: the value of the header ${name} has characters that no header can have`);
    }
    headers[key] = value;
  }
  return headers;
}

function isJson(body: unknown): boolean {
  if (typeof body !== 'string') return true;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

/** What the answer says stays unsaid: it may repeat what was sent. */
function refused({ url, method }: HttpRequest, { status }: HttpAnswer): Failure {
  const mayPass = status === 429 || status === 408 || status >= 500;
  return new Failure({
    kind: mayPass ? 'transient' : 'permanent',
    reason: `http${status}`,
    message: `call: ${method} ${shownUrl(url)} answered ${status}`,
  });
}

function contentOf({ headers, text, isCut }: HttpAnswer): Record<string, unknown> {
  if (text === '') return {};
  const isLabelled = /^application\/(?:[\w.+-]+\+)?json\b/i.test(headers['content-type'] ?? '');
  return isLabelled && !isCut && isJson(text) ? { Data: JSON.parse(text) } : { Response: text };
}
