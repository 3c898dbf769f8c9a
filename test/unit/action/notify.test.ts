import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { SecretName } from '../../../functions/src/google/secrets.ts';
import { createHttp } from '../../../functions/src/http/createHttp.ts';
import { type LocalServer, startServer } from '../../support/localServer.ts';
import { contextWith } from './contextWith.ts';
import { runAction } from './runAction.ts';

const TOKEN = 'xoxb-t0ken';
const CHANNELS = new Set(['#loads', '#other']);

let server: LocalServer | undefined;
afterEach(() => server?.close());

interface Slack {
  /** Answers to give before it works. */
  first?: ((response: ServerResponse) => void)[];
}

/** A server that checks what Slack checks of chat.postMessage, and the context that leads to it. */
async function slack({ first = [] }: Slack = {}) {
  const early = [...first];
  const posted: Record<string, unknown>[] = [];
  const local: LocalServer = await startServer(({ method, url, headers }, response) => {
    const json = (body: object) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const answer = early.shift();
    if (answer) return answer(response);
    if (method !== 'POST' || url !== '/api/chat.postMessage') return response.writeHead(404).end();
    if (headers.authorization !== `Bearer ${TOKEN}`) return json({ ok: false, error: 'invalid_auth' });
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') {
      return json({ ok: false, error: 'invalid_form_data' });
    }
    const { metadata = 'null', ...form } = Object.fromEntries(new URLSearchParams(local.received.at(-1)?.body));
    const message: Record<string, unknown> = { ...form, metadata: JSON.parse(metadata) };
    if (!CHANNELS.has(String(message['channel']))) return json({ ok: false, error: 'channel_not_found' });
    if (!message['text']) return json({ ok: false, error: 'no_text' });
    posted.push(message);
    return json({ ok: true, ts: '1.2' });
  });
  server = local;
  const read: SecretName[] = [];
  const waits: number[] = [];
  const secrets = {
    async read(name: SecretName) {
      read.push(name);
      return TOKEN;
    },
  };
  const clock = { now: () => new Date(0), sleep: async (ms: number) => void waits.push(ms), every: () => () => {} };
  const loopback = { except: [] };
  const context = contextWith({
    settings: { slackUrl: `${local.url}/api`, slackSecret: 'slack-token' },
    http: createHttp({ loopback }),
    secrets,
    clock,
  });
  const notify = (request: object, variables = {}) => runAction('notify', request, { context, variables });
  return { notify, posted, read, waits, local };
}

describe('a notification', () => {
  it('goes to each channel, with title, message and body', async () => {
    const { notify, posted, read } = await slack();
    await notify(
      {
        Channels: '#loads, #other',
        Title: 'Loaded',
        Message: '$DestTable <https://x|all>',
        From: 'bqtail',
        Body: { n: '$Date<' },
      },
      { DestTable: 'ds.<t>', Date: '20260131' },
    );
    const text = '*Loaded*\nds.&lt;t&gt; <https://x|all>\n```{\n  "n": "20260131&lt;"\n}```';
    expect(posted).toMatchObject([
      {
        channel: '#loads',
        text,
        username: 'bqtail',
        metadata: { event_type: 'bqtail', event_payload: { idempotencyKey: '42_00003_0' } },
      },
      { channel: '#other', text, metadata: { event_payload: { idempotencyKey: '42_00003_1' } } },
    ]);
    expect(read).toEqual([{ projectId: 'own', secretId: 'slack-token', version: 'latest' }]);
  });

  it.each([
    ['mine', { projectId: 'own', secretId: 'mine', version: 'latest' }],
    ['projects/p/secrets/mine', { projectId: 'p', secretId: 'mine', version: 'latest' }],
    ['projects/p/secrets/mine/versions/3', { projectId: 'p', secretId: 'mine', version: '3' }],
  ])('takes its token from the secret %s that the rule names', async (Secret, name) => {
    const { notify, read } = await slack();
    await notify({ Channels: ['#loads'], Message: 'm', Secret });
    expect(read).toEqual([name]);
  });

  it('is told in a note where it would leave the local world', async () => {
    const context = contextWith({ settings: { loopback: { except: [] } } });
    const said = await runAction('notify', { Channels: '#a, #b', Title: 'Loaded', Message: 'm' }, { context });
    expect(said).toEqual({ notes: ['not sent from the local world, to #a,#b: *Loaded*\nm'] });
  });

  it.each(['projects/p', '../secret', 'xoxb-t0ken with spaces'])(
    'does not repeat %j, which is no secret’s name',
    async (Secret) => {
      const { notify } = await slack();
      const failure = await notify({ Channels: '#loads', Message: 'm', Secret }).catch((error: Error) => error);
      expect(failure).toMatchObject({ kind: 'permanent' });
      expect(String(failure)).not.toContain(Secret);
    },
  );

  it('waits as long as Slack asks for', async () => {
    const { notify, posted, waits } = await slack({
      first: [(response) => response.writeHead(429, { 'retry-after': '7' }).end('{"ok":false,"error":"ratelimited"}')],
    });
    await notify({ Channels: '#loads', Message: 'm' });
    expect(waits).toEqual([7000]);
    expect(posted).toHaveLength(1);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['a long wait', (response) => response.writeHead(429, { 'retry-after': '600' }).end()],
    ['a wait without end', (response) => response.writeHead(429).end()],
    ['503', (response) => response.writeHead(503).end('<html>')],
    ['503 and a code', (response) => response.writeHead(503).end('{"ok":false,"error":"no_idea"}')],
    ['nothing', (response) => response.destroy()],
    ['a fault of its own', (response) => response.writeHead(200).end('{"ok":false,"error":"internal_error"}')],
  ])('that Slack answers with %s is tried again with the event', async (_, first) => {
    const { notify, posted } = await slack({ first: [first] });
    await expect(notify({ Channels: '#loads', Message: 'm' })).rejects.toMatchObject({ kind: 'transient' });
    expect(posted).toEqual([]);
  });

  it('that a channel refuses still goes to the others, and is a failure for good', async () => {
    const { notify, posted } = await slack();
    await expect(notify({ Channels: ['#none', '#loads'], Message: 'm' })).rejects.toMatchObject({
      kind: 'permanent',
      reason: 'channel_not_found',
      message:
        'Slack did not take the message for #none: channel_not_found; mend the channel in the rule, or invite the app to it',
    });
    expect(posted).toMatchObject([{ channel: '#loads' }]);
  });

  it('that one channel got is not sent again for another that may come back', async () => {
    const busy = (response: ServerResponse) => response.writeHead(503).end();
    const { notify, posted } = await slack({ first: [busy] });
    await expect(notify({ Channels: ['#loads', '#other'], Message: 'm' })).rejects.toMatchObject({ kind: 'permanent' });
    expect(posted).toMatchObject([{ channel: '#other' }]);
  });

  it('never shows the token', async () => {
    const { notify, local } = await slack({
      first: [(response) => response.writeHead(200).end(JSON.stringify({ ok: false, error: 'invalid_auth' }))],
    });
    const failure = await notify({ Channels: '#loads', Message: 'm' }).catch((error: Error) => error);
    expect(local.received[0]?.headers['authorization']).toContain(TOKEN);
    expect(`${failure} ${(failure as Error).stack}`).not.toContain('t0ken');
  });
});
