import { messageOf } from '../common/messageOf.ts';
import type { Report } from './model/report.ts';
import { failurePage, PAGE_POLICY, page, REFRESH_SEC } from './page/page.ts';

/** What an answer depends on, as HTTP brings it. */
export interface MonitorRequest {
  method?: string | undefined;
  /** From the path on. */
  url?: string | undefined;
  headers: { accept?: string | undefined };
}

export interface MonitorAnswer {
  status: 200 | 405 | 503;
  headers: Record<string, string>;
  body: string;
  /** Why there is no report. */
  error?: unknown;
}

const COMMON = {
  // Nobody but who asked, and no longer than a wall screen takes to ask again.
  'cache-control': 'private, max-age=30',
  vary: 'accept',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};
const JSON_HEADERS = { ...COMMON, 'content-type': 'application/json; charset=utf-8' };
const PAGE_HEADERS = { ...COMMON, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': PAGE_POLICY };

/** The report: JSON if the request asks for it by `Accept` or `?format=json`, else the page. */
export async function answerMonitor(
  request: MonitorRequest,
  report: () => Promise<Report>,
  now: () => Date,
): Promise<MonitorAnswer> {
  if (request.method !== 'GET')
    return {
      status: 405,
      headers: { 'content-type': 'text/plain; charset=utf-8', allow: 'GET' },
      body: 'The monitor is read-only: ask by GET.\n',
    };
  const query = new URLSearchParams(request.url?.split('?')[1]);
  const isJson = query.get('format') === 'json' || wantsJson(request.headers.accept);
  // A header rather than an element of the page, which whoever reads it with a screen reader could not do without.
  const isRefreshed = query.get('refresh') !== 'off';
  const pageHeaders = { ...PAGE_HEADERS, ...(isRefreshed ? { refresh: `${REFRESH_SEC}` } : undefined) };
  try {
    const found = await report();
    return isJson
      ? { status: 200, headers: JSON_HEADERS, body: `${JSON.stringify(found)}\n` }
      : { status: 200, headers: pageHeaders, body: await page(found, { now: now(), isRefreshed }) };
  } catch (error) {
    const sentence = `The monitor cannot look at the deployment now: ${messageOf(error)}`;
    const answer = { status: 503, error } as const;
    return isJson
      ? { ...answer, headers: uncached(JSON_HEADERS), body: `${JSON.stringify({ error: sentence })}\n` }
      : { ...answer, headers: uncached(pageHeaders), body: await failurePage(sentence) };
  }
}

const uncached = (headers: Record<string, string>): Record<string, string> => ({
  ...headers,
  'cache-control': 'no-store',
});

/** Browsers name HTML; a caller that names neither gets the page. */
const wantsJson = (accept = ''): boolean => accept.includes('application/json') && !accept.includes('text/html');
