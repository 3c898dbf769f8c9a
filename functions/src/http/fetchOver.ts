import { defined } from '../common/defined.ts';
import type { Http, HttpRequest } from './http.ts';

/** As much of a `fetch` call as clients of libraries make. */
interface Init {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
}

/** A `fetch` for the client of a library, so that it reaches no further than `http` does, and rejects as `http` does. */
export const fetchOver =
  (http: Http, limits: Pick<HttpRequest, 'timeoutMs' | 'maxBytes'>) =>
  async (url: string | URL, { method = 'GET', headers = {}, body }: Init = {}): Promise<Response> => {
    const { status, text, ...answer } = await http.send({
      url: new URL(url),
      method,
      headers: Object.fromEntries(new Headers(headers)),
      ...defined({ body: body === undefined ? undefined : String(body) }),
      ...limits,
    });
    // Some statuses, such as 204, have no text at all.
    return new Response(text || null, { status, headers: answer.headers });
  };
