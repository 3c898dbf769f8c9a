import type { GoogleAuth, gaxios, IdTokenClient } from 'google-auth-library';
import { defined } from '../common/defined.ts';
import { failureOf } from '../failure/failureOf.ts';

interface ApiCall {
  url: string;
  /** Sent as JSON by POST; without one the call is a GET. */
  body?: object;
  /** What is being done, for messages: `Pub/Sub did not take the message`. */
  doing: string;
  /** An emulator wants no access token. */
  isEmulator?: boolean;
}

/** Calls of Google's REST APIs as the functions' service account. They reject with a `Failure`. */
export interface GoogleApi {
  /** Answers the JSON. Tried again a few times where that may help, so it has to bear repetition. */
  call(call: ApiCall): Promise<unknown>;
  /** The value of an Authorization header that tells a server who calls it: an ID token for that server alone. */
  identityFor(audience: string): Promise<string>;
}

const SCOPES = ['https://www.googleapis.com/auth/cloud-platform'];
const TIMEOUT_MS = 30_000;

/** Waits of half a second and of a second, for answers that may be others the next time. */
const RETRIES = {
  retry: 2,
  noResponseRetries: 2,
  retryDelay: 500,
  // Its formula adds (multiplier - 1) / 2 seconds before the second retry.
  retryDelayMultiplier: 3,
  httpMethodsToRetry: ['GET', 'POST'],
  statusCodesToRetry: [
    [408, 408],
    [429, 429],
    [500, 500],
    [502, 504],
  ],
};

interface Options {
  sleep(ms: number): Promise<void>;
}

/** The library that gets tokens and sends requests is loaded when one is first needed. */
export function createGoogleApi({ sleep }: Options): GoogleApi {
  let auth: Promise<GoogleAuth> | undefined;
  const identities = new Map<string, IdTokenClient>();

  const authorization = (): Promise<GoogleAuth> => {
    auth ??= import('google-auth-library').then(({ GoogleAuth }) => new GoogleAuth({ scopes: SCOPES }));
    return auth;
  };

  const clientFor = async ({ isEmulator }: ApiCall): Promise<Pick<GoogleAuth, 'request'>> =>
    isEmulator ? new (await import('google-auth-library')).PassThroughClient() : authorization();

  return {
    async call(call) {
      const { url, body, doing } = call;
      try {
        const client = await clientFor(call);
        const { data } = await client.request<unknown>({
          url,
          method: body ? 'POST' : 'GET',
          ...defined({ data: body }),
          responseType: 'json',
          timeout: TIMEOUT_MS,
          retryConfig: { ...RETRIES, retryBackoff: (_, ms) => sleep(ms) },
        });
        if (typeof data === 'object' && data !== null) return data;
        throw new Error('the answer is no JSON');
      } catch (error) {
        throw failureOf(plainError(error), doing);
      }
    },

    async identityFor(audience) {
      try {
        const client = identities.get(audience) ?? (await (await authorization()).getIdTokenClient(audience));
        identities.set(audience, client);
        const headers = await client.getRequestHeaders(audience);
        return headers.get('authorization') ?? '';
      } catch (error) {
        throw failureOf(error, `there is no ID token for ${audience}`);
      }
    },
  };
}

/** The library's errors hold the whole request, its headers among them; what is said of them here is message and code. */
function plainError(error: unknown): Error {
  const { message, status, code } = error as Partial<gaxios.GaxiosError>;
  return Object.assign(new Error(message ?? String(error)), defined({ code: status ?? code }));
}
