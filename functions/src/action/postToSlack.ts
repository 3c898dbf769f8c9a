import type { Deps } from '../deps/deps.ts';
import { Failure, permanent } from '../failure/failure.ts';
import type { HttpAnswer } from '../http/http.ts';

export interface SlackMessage {
  channel: string;
  /** With Slack's markup. */
  text: string;
  /** Who it says it is from; the app itself by default. */
  username?: string | undefined;
  /** Goes along as the message's metadata, for receivers to tell messages by. */
  idempotencyKey: string;
}

const SLACK = 'https://slack.com/api';
const TIMEOUT_MS = 30_000;
const MAX_ANSWER_BYTES = 100_000;
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
  missing_scope: 'give the app the scope chat:write, and chat:write.customize where the rule has From',
};

/** Posts a message (chat.postMessage). Waits where Slack asks for a short wait. Rejects with a Failure. */
export async function postToSlack(message: SlackMessage, token: string, deps: Deps): Promise<void> {
  for (let tries = 1; ; tries++) {
    const answer = await post(message, token, deps);
    const waitSec = Number(answer.headers['retry-after'] ?? Number.NaN);
    if (answer.status === 429 && tries < TRIES && waitSec <= MAX_WAIT_SEC) {
      await deps.clock.sleep(waitSec * 1000);
      continue;
    }
    const failure = failureIn(answer, message);
    if (failure) throw failure;
    return;
  }
}

function post({ channel, text, username, idempotencyKey }: SlackMessage, token: string, { http, settings }: Deps) {
  const metadata = { event_type: 'bqtail', event_payload: { idempotencyKey } };
  return http.send({
    url: new URL(`${settings.slackUrl ?? SLACK}/chat.postMessage`),
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ channel, text, metadata, ...(username === undefined ? {} : { username }) }),
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_ANSWER_BYTES,
  });
}

/** Slack answers 200 to most of what it refuses, and says so in the body. */
function failureIn({ status, text }: HttpAnswer, { channel }: SlackMessage): Failure | undefined {
  const { ok, error: code = '' } = bodyOf(text);
  if (status === 200 && ok === true) return undefined;
  // Anything but a code of Slack's may hold what was sent.
  const error = /^[a-z_]{1,60}$/.test(code) ? code : `http${status}`;
  const doing = `Slack did not take the message for ${channel}: ${error}`;
  if (status === 429 || status >= 500 || PASSING.has(error)) {
    return new Failure({ kind: 'transient', reason: error, message: doing });
  }
  const advice = ADVICE[error];
  return permanent(error, advice === undefined ? doing : `${doing}; ${advice}`);
}

function bodyOf(text: string): { ok?: boolean; error?: string } {
  try {
    return JSON.parse(text) as { ok?: boolean; error?: string };
  } catch {
    return {};
  }
}
