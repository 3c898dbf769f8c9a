/** An HTTP request to the local world whose answer is JSON, or nothing. A status in `tolerate` answers undefined. */
export interface JsonRequest {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  headers?: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  /** HTTP statuses that are no error, as 404 where something may be missing. */
  tolerate?: readonly number[];
}

const TIMEOUT_MS = 30_000;

export async function requestJson<T>(url: string, request: JsonRequest = {}): Promise<T | undefined> {
  const { method = 'GET', headers = {}, body, tolerate = [] } = request;
  const response = await fetch(url, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (tolerate.includes(response.status)) return undefined;
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text.slice(0, 400)}`);
  return text === '' ? undefined : (JSON.parse(text) as T);
}
