import type { Logger, LogLevel, WebAPICallError } from '@slack/web-api';
import { defined } from '../common/defined.ts';
import type { Deps } from '../deps/deps.ts';
import { Failure, permanent } from '../failure/failure.ts';
import { failureOf } from '../failure/failureOf.ts';
import { fetchOver } from '../http/fetchOver.ts';

export interface SlackMessage {
  channel: string;
  /** With Slack's markup. */
  text: string;
  /** Who it says it is from; the app itself by default. */
  username?: string | undefined;
  /** Goes along as the message's metadata, for receivers to tell messages by. */
  idempotencyKey: string;
}

/** Of one try. More of an answer is not read. */
const LIMITS = { timeoutMs: 30_000, maxBytes: 100_000 };
const TRIES = 3;

/** A longer wait is left to the next delivery of the event. */
const MAX_WAIT_SEC = 30;

/** Errors of Slack's (chat.postMessage reference) that pass by themselves. */
const PASSING = new Set([
  'fatal_error',
  'internal_error',
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'service_unavailable',
]);

const ADVICE: Readonly<Record<string, string>> = {
  channel_not_found: 'mend the channel in the rule, or invite the app to it',
  not_in_channel: 'invite the app to the channel',
  is_archived: 'name another channel in the rule',
  invalid_auth: 'put a valid bot token into the secret',
  not_authed: 'put a valid bot token into the secret',
  token_revoked: 'put a valid bot token into the secret',
  account_inactive: 'put a valid bot token into the secret',
  missing_scope: 'give the app the scope chat:write, and chat:write.customize if the rule has From',
};

const nothing = (): void => undefined;

/** What the client would log, the failure says; and a line of the log that nobody named could not be filtered. */
const SILENT: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setName: nothing,
  setLevel: nothing,
  getLevel: () => 'error' as LogLevel,
};

/**
 * Posts a message (chat.postMessage). Waits where Slack asks for a short wait. Rejects with a Failure. Slack's client is
 * loaded when a message is sent: most instances send none.
 */
export async function postToSlack(
  message: SlackMessage,
  token: string,
  { http, settings, clock }: Deps,
): Promise<void> {
  const { WebClient } = await import('@slack/web-api');
  const client = new WebClient(token, {
    ...defined({ slackApiUrl: settings.slackUrl }),
    fetch: fetchOver(http, LIMITS),
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
    logger: SILENT,
  });
  const { channel, text, username, idempotencyKey } = message;
  const metadata = { event_type: 'bqtail', event_payload: { idempotencyKey } };
  for (let tries = 1; ; tries++) {
    try {
      await client.chat.postMessage({ channel, text, metadata, ...defined({ username }) });
      return;
    } catch (error) {
      const refusal = error as WebAPICallError;
      const waitSec = 'retryAfter' in refusal ? refusal.retryAfter : Number.POSITIVE_INFINITY;
      if (tries === TRIES || waitSec > MAX_WAIT_SEC) throw failureIn(refusal, channel);
      await clock.sleep(waitSec * 1000);
    }
  }
}

function failureIn(refusal: WebAPICallError, channel: string): Failure {
  if ('original' in refusal && refusal.original instanceof Failure) return refusal.original;
  const doing = `Slack did not take the message for ${channel}`;
  const code = codeIn(refusal);
  if (code === undefined) return failureOf(refusal, doing);
  const message = `${doing}: ${code}`;
  const isFault = 'statusCode' in refusal && refusal.statusCode >= 500;
  if (isFault || PASSING.has(code)) return new Failure({ kind: 'transient', reason: code, message });
  const advice = ADVICE[code];
  return permanent(code, advice === undefined ? message : `${message}; ${advice}`);
}

/** Slack's code for what is wrong, or else the HTTP status; undefined where there was no answer that says so. */
function codeIn(refusal: WebAPICallError): string | undefined {
  if ('retryAfter' in refusal) return 'ratelimited';
  // Slack answers 200 to most of what it refuses, and says so in the body.
  if ('data' in refusal) return codeOr('http200', refusal.data.error);
  if ('statusCode' in refusal) return codeOr(`http${refusal.statusCode}`, refusal.body?.error);
  return undefined;
}

/** Anything but a code of Slack's may hold what was sent. */
const codeOr = (otherwise: string, said: unknown): string =>
  typeof said === 'string' && /^[a-z_]{1,60}$/.test(said) ? said : otherwise;
