import { createRequire } from 'node:module';
import type { HttpsFunction, HttpsOptions, onRequest as OnRequest, Request, Response } from 'firebase-functions/https';

type Handler = (request: Request, response: Response) => Promise<void>;

/**
 * A function that is called by HTTP. The library for that takes longer to load than all that the other functions need: it is loaded
 * where this function runs, and where the CLI asks what is to be deployed. Elsewhere there is nothing.
 */
export function httpFunction(name: string, options: HttpsOptions, handler: Handler): HttpsFunction | undefined {
  // Which function an instance runs: an app that takes the functions as a kit puts its own prefix before the name.
  const target = process.env['FUNCTION_TARGET'];
  if (target !== undefined && !target.endsWith(name)) return undefined;
  const { onRequest } = createRequire(import.meta.url)('firebase-functions/https') as { onRequest: typeof OnRequest };
  return onRequest(options, handler);
}
