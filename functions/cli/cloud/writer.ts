import type { Caller } from './caller.ts';
import type { Endpoints } from './endpoints.ts';
import { refusalText } from './refusalText.ts';

/** A change of something in the cloud, by a REST API. */
export interface Change {
  api: keyof Endpoints;
  method: 'POST' | 'PUT' | 'PATCH';
  /** Below the API's endpoint, with its query. */
  path: string;
  body: object;
  /** What the caller has to be permitted: `logging.logMetrics.create`. */
  permission: string;
}

/** Rejects with CannotChange. */
export type Write = (change: Change) => Promise<void>;

/** The API refused a change, or did not answer; the message says which. */
export class CannotChange extends Error {
  override readonly name = 'CannotChange';
}

const TIMEOUT_MS = 20_000;

interface Options {
  caller: Caller;
  endpoints: Endpoints;
}

export const createWriter =
  ({ caller, endpoints }: Options): Write =>
  async ({ api, method, path, body, permission }) => {
    try {
      await caller.request({ url: endpoints[api] + path, method, data: body, timeout: TIMEOUT_MS });
    } catch (error) {
      const { status, message } = error as { status?: number; message?: string };
      throw new CannotChange(status === 400 ? message : refusalText(error, permission, 'change this'));
    }
  };
