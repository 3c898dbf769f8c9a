import { permanent } from '../failure/failure.ts';
import type { HttpRequest } from '../http/http.ts';

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

interface Call {
  Headers?: Readonly<Record<string, string | readonly string[]>> | undefined;
  Body?: unknown;
}

/**
 * The headers of a call: those of the rule, and the header that names the type of the body. Throws a permanent Failure where the rule sets one
 * that it cannot.
 */
export function headersOf({ Headers = {}, Body }: Call): HttpRequest['headers'] {
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

/** Whether a body is JSON, or will be: anything but a text is sent as JSON. */
export function isJson(body: unknown): boolean {
  if (typeof body !== 'string') return true;
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}
