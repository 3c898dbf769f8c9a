import type { IncomingHttpHeaders } from 'node:http';

/** A request, taken apart. */
export interface Call {
  method: string;
  /** Without `/bigquery/v2`. */
  path: string;
  /** What the route's `:names` stand for. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** The JSON body; empty where there is none. */
  body: Record<string, unknown>;
  /** A body that is not JSON, as that of an upload. */
  raw: Buffer;
}

/** What a handler answers: JSON (nothing is 204), or more where headers count. */
export type Answer = object | undefined | Reply;

export class Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object | undefined;

  constructor(status: number, headers: Readonly<Record<string, string>>, body?: object) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }
}

export interface Route {
  method: string;
  /** `/projects/:projectId/datasets` */
  path: string;
  handle(call: Call): Promise<Answer> | Answer;
}
