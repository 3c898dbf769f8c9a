import { escapeSlack } from '../action/fill/slackText.ts';
import { postToSlack } from '../action/postToSlack.ts';
import { slackToken } from '../action/slackToken.ts';
import type { Deps } from '../deps/deps.ts';
import { permanent } from '../failure/failure.ts';
import { shownUrl } from '../http/http.ts';
import { type Digest, digestText } from './digest.ts';
import type { Target } from './target.ts';

/** Of a URL's answer. */
const LIMITS = { timeoutMs: 30_000, maxBytes: 10_000 };

/** Sends a digest; the key tells a repetition. Rejects with a Failure. */
export async function sendDigest(
  digest: Digest,
  { target, key }: { target: Target; key: string },
  deps: Deps,
): Promise<void> {
  const { settings, topics, http } = deps;
  const text = digestText(digest, settings.projectId);
  switch (target.kind) {
    case 'slack':
      return postToSlack(
        { channel: target.channel, text: escapeSlack(text), idempotencyKey: key },
        await slackToken({ where: 'SLACK_SECRET' }, deps),
        deps,
      );
    case 'topic': {
      const data = JSON.stringify({ ...digest, text, projectId: settings.projectId });
      await topics.publish(target.topic, { data, attributes: { idempotencyKey: key, subject: digest.subject } });
      return;
    }
    case 'url': {
      // Incoming webhooks of chat services read `text`.
      const body = JSON.stringify({ text, ...digest, projectId: settings.projectId });
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      const { status } = await http.send({ url: target.url, method: 'POST', headers, body, ...LIMITS });
      if (status >= 400) throw permanent(`http${status}`, `${shownUrl(target.url)} answered ${status} to a digest`);
    }
  }
}
