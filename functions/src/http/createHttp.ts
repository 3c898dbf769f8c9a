import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { defined } from '../common/defined.ts';
import { Failure, permanent } from '../failure/failure.ts';
import { guardedLookup, type Resolve, refusal, resolveName } from './guardedLookup.ts';
import { type Http, type HttpAnswer, type HttpRequest, shownUrl } from './http.ts';
import { redirected } from './redirected.ts';

interface Options {
  /** The local world only: this machine can be called too, but for these `host:port`. */
  loopback?: { except: readonly string[] } | undefined;
  resolve?: Resolve;
}

const MAX_REDIRECTS = 5;

/** What tells addresses apart is loaded with the first request: most instances send none. */
export function createHttp({ loopback, resolve = resolveName }: Options = {}): Http {
  async function allowedAt(port: string): Promise<(address: string) => boolean> {
    const { isLoopback, isPublic } = await import('./isPublic.ts');
    const mayLoop = loopback !== undefined && !loopback.except.some((place) => place.endsWith(`:${port}`));
    return (address) => isPublic(address) || (mayLoop && isLoopback(address));
  }

  async function exchange(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer> {
    const { url, method, headers, body } = request;
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const isAllowed = await allowedAt(port);
    // An address needs no look-up, so none would stop it.
    if (isIP(host) && !isAllowed(host)) throw refusal(url.host);
    const options = {
      method,
      headers: defined({ ...headers, 'content-length': body === undefined ? undefined : Buffer.byteLength(body) }),
      // A connection of its own: one that somebody else left open would not be looked at.
      agent: false,
      lookup: guardedLookup(resolve, isAllowed),
      signal,
    };
    const outgoing = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
    const incoming = await answered(outgoing, body);
    return { ...(await contentOf(incoming, request.maxBytes)), ...headOf(incoming) };
  }

  return {
    async send(first) {
      const signal = AbortSignal.timeout(first.timeoutMs);
      let request: HttpRequest | undefined = first;
      try {
        for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
          const answer: HttpAnswer = await exchange(request, signal);
          const next = redirected(request, answer);
          if (next === undefined) return answer;
          request = next;
        }
      } catch (error) {
        throw unanswered(error, first, signal.aborted);
      }
      throw permanent('redirect', `${first.method} ${shownUrl(first.url)}: more than ${MAX_REDIRECTS} redirects`);
    },
  };
}

function answered(outgoing: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject).end(body);
  });
}

const headOf = ({ statusCode = 0, headers }: IncomingMessage): Pick<HttpAnswer, 'status' | 'headers'> => ({
  status: statusCode,
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
});

async function contentOf(incoming: IncomingMessage, maxBytes: number): Promise<Pick<HttpAnswer, 'text' | 'isCut'>> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop ends the connection.
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) break;
  }
  const whole = Buffer.concat(chunks);
  return { text: whole.subarray(0, maxBytes).toString('utf8'), isCut: whole.length > maxBytes };
}

function unanswered(error: unknown, { url, method, timeoutMs }: HttpRequest, isLate: boolean): Failure {
  const doing = `${method} ${shownUrl(url)}`;
  if (error instanceof Failure) {
    const { kind, reason, message } = error;
    return new Failure({ kind, reason, message: `${doing}: ${message}`, cause: error });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'connection';
  return new Failure({
    kind: 'transient',
    reason: isLate ? 'timeout' : code,
    message: `${doing}: ${isLate ? `no answer within ${timeoutMs / 1000} s` : `no answer (${code})`}`,
  });
}
