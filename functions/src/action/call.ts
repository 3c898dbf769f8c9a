import { z } from 'zod';
import { defined } from '../common/defined.ts';
import { Failure, permanent } from '../failure/failure.ts';
import { type HttpAnswer, type HttpRequest, shownUrl } from '../http/http.ts';
import { headersOf, isJson } from './callHeaders.ts';
import { defineAction } from './defineAction.ts';
import { gsTextInto } from './fill/gsText.ts';
import { httpText } from './fill/httpText.ts';
import { plainText } from './fill/textKind.ts';
import { textOf } from './fill/textOf.ts';
import { needsOneAtMost } from './needs.ts';
import { textOrTexts } from './requestFields.ts';

const DEFAULT_TIMEOUT_SEC = 60;
/** More of an answer is not kept. */
const MAX_ANSWER_BYTES = 1_000_000;

const request = z.strictObject({
  URL: z.string().describe('http or https, a public address.'),
  Method: z.string().optional().describe('POST with a body and GET without, by default.'),
  Body: z.unknown().optional().describe('A text, or any value, which becomes JSON.'),
  BodyURL: z.string().optional().describe('A gs:// object that holds the body; variables in its text are filled in.'),
  Headers: z.record(z.string(), textOrTexts).optional().describe('Headers of the request.'),
  Auth: z.boolean().optional().describe('Adds an ID token for the URL.'),
  TimeoutInSec: z.int().min(1).max(300).optional().describe(`${DEFAULT_TIMEOUT_SEC} by default.`),
});

const filled = request.extend({
  Method: z
    .string()
    .regex(/^[A-Za-z]+$/, 'must be a method such as POST')
    .transform((method) => method.toUpperCase())
    .optional(),
});

/** Makes an HTTP request. A status of 400 or above is a failure; of 408, 429 and 500 or above it is one that may pass. */
export const callAction = defineAction({
  name: 'call',
  alsoCalled: ['http', 'webhook', 'request', 'curl', 'fetch', 'post'],
  help: 'Makes an HTTP request.',
  request,
  texts: {
    URL: httpText,
    Method: plainText,
    Body: plainText,
    BodyURL: gsTextInto('Body'),
    Headers: plainText,
  },
  variables: ['Status', 'Data', 'Response'],
  check: ({ Body, BodyURL }, path) => needsOneAtMost({ Body, BodyURL }, path),
  filled,

  async run(call, { deps, idempotencyKey }) {
    const url = requestUrl(call.URL);
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
      timeoutMs: (call.TimeoutInSec ?? DEFAULT_TIMEOUT_SEC) * 1000,
      maxBytes: MAX_ANSWER_BYTES,
    });
    const answer = await deps.http.send(sent);
    if (answer.status >= 400) throw refused(sent, answer);
    const notes = answer.isCut ? [`its answer is over ${MAX_ANSWER_BYTES} bytes; the rest was not read`] : [];
    return { notes, variables: { Status: answer.status, ...answerVariables(answer) } };
  },
});

/** Not shown where it is none: it may hold a password. */
function requestUrl(text: string): URL {
  if (!URL.canParse(text))
    throw permanent('invalid', 'call: URL is no URL: write one that begins with https:// or http://');
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol))
    throw permanent('invalid', `call: URL begins with ${url.protocol}: write one that begins with https:// or http://`);
  return url;
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

function answerVariables({ headers, text, isCut }: HttpAnswer): { Data?: unknown; Response?: string } {
  if (text === '') return {};
  const isLabelled = /^application\/(?:[\w.+-]+\+)?json\b/i.test(headers['content-type'] ?? '');
  return isLabelled && !isCut && isJson(text) ? { Data: JSON.parse(text) } : { Response: text };
}
