import { permanent } from '../failure/failure.ts';
import { type HttpAnswer, type HttpRequest, shownUrl } from './http.ts';

/** These answers say nothing of another place even where they name one. */
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * The request that an answer asks for instead; undefined where it asks for none. Throws a permanent Failure where it would
 * take headers and body to another host, or from https to http, or would turn a request that changes something into one that
 * reads (301 and 302 leave that open).
 */
export function redirected(request: HttpRequest, { status, headers }: HttpAnswer): HttpRequest | undefined {
  const { location } = headers;
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const { url, method, body: _, ...rest } = request;
  if (!URL.canParse(location, url)) throw permanent('redirect', 'it redirects to something that is no URL');
  const next = new URL(location, url);
  if (!isSamePlace(url, next)) {
    throw permanent('redirect', `it redirects to ${shownUrl(next)}, which is not followed; call that URL instead`);
  }
  if (status === 303 && method !== 'HEAD') return { ...rest, url: next, method: 'GET' };
  const isRead = method === 'GET' || method === 'HEAD';
  if (status <= 302 && !isRead) {
    throw permanent('redirect', `it redirects (${status}) to ${shownUrl(next)}; call that URL instead`);
  }
  return { ...request, url: next };
}

/** The same host and port, or the same host's https in place of its http. */
const isSamePlace = (from: URL, to: URL): boolean =>
  (to.protocol === from.protocol && to.host === from.host) ||
  (from.protocol === 'http:' &&
    to.protocol === 'https:' &&
    to.hostname === from.hostname &&
    from.port + to.port === '');
