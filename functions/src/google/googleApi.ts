import type { GoogleAuth, IdTokenClient } from 'google-auth-library';
import { Failure } from '../failure/failure.ts';
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
const TRIES = 3;
const FIRST_PAUSE_MS = 500;

interface Options {
  sleep(ms: number): Promise<void>;
}

/** The library that gets tokens is loaded when one is first needed. */
export function createGoogleApi({ sleep }: Options): GoogleApi {
  let auth: Promise<GoogleAuth> | undefined;
  const identities = new Map<string, IdTokenClient>();

  const authorization = (): Promise<GoogleAuth> => {
    auth ??= import('google-auth-library').then(({ GoogleAuth }) => new GoogleAuth({ scopes: SCOPES }));
    return auth;
  };

  async function once({ url, body, doing, isEmulator }: ApiCall): Promise<unknown> {
    try {
      const headers = isEmulator ? new Headers() : await (await authorization()).getRequestHeaders(url);
      if (body) headers.set('content-type', 'application/json');
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(
        url,
        body ? { method: 'POST', headers, body: JSON.stringify(body), signal } : { headers, signal },
      );
      const text = await response.text();
      if (response.ok) return JSON.parse(text);
      throw Object.assign(new Error(messageIn(text)), { code: response.status });
    } catch (error) {
      throw failureOf(error, doing);
    }
  }

  return {
    async call(call) {
      for (let tries = 1, pause = FIRST_PAUSE_MS; ; tries++, pause *= 2) {
        try {
          return await once(call);
        } catch (error) {
          if (tries === TRIES || !(error instanceof Failure) || error.kind !== 'transient') throw error;
          await sleep(pause);
        }
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

/** What a Google API says of an error (`{ error: { message } }`). */
function messageIn(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: string } };
    return error?.message ?? text.slice(0, 200);
  } catch {
    return text.slice(0, 200);
  }
}
