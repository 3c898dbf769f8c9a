import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { requestJson } from '../../emulators/clients/request.ts';
import { ENDPOINTS, PROJECT } from '../../emulators/places.ts';
import { Failure } from '../../functions/src/failure/failure.ts';
import { createHttp } from '../../functions/src/http/createHttp.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import { type LocalServer, startServer } from '../support/localServer.ts';
import { createOwnWorld, type OwnWorld, rows, untilDue } from './ownWorld.ts';

const PUBSUB = `http://${ENDPOINTS.PUBSUB_EMULATOR_HOST}/v1/projects/${PROJECT}`;

interface Received {
  data: string;
  attributes: Record<string, string>;
  orderingKey?: string;
}

/** A topic of a test's own, and all that was published to it. */
async function createTopic() {
  const id = `own-${randomUUID().slice(0, 8)}`;
  const topic = `projects/${PROJECT}/topics/${id}`;
  const json = { 'content-type': 'application/json' };
  await requestJson(`${PUBSUB}/topics/${id}`, { method: 'PUT', headers: json, body: '{}' });
  await requestJson(`${PUBSUB}/subscriptions/${id}`, { method: 'PUT', headers: json, body: JSON.stringify({ topic }) });
  return {
    id,
    async messages(): Promise<Received[]> {
      const body = JSON.stringify({ maxMessages: 100, returnImmediately: true });
      const request = { method: 'POST', headers: json, body } as const;
      const answer = await requestJson<{ receivedMessages?: { message: Received }[] }>(
        `${PUBSUB}/subscriptions/${id}:pull`,
        request,
      );
      return (answer?.receivedMessages ?? []).map(({ message }) => ({
        ...message,
        data: Buffer.from(message.data ?? '', 'base64').toString(),
      }));
    },
  };
}

/** A server that answers its n-th request with the n-th answer, JSON. */
const answering = (...answers: object[]): Promise<LocalServer> => {
  let next = 0;
  return startServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answers[next++] ?? {}));
  });
};

/** A world whose actions may reach servers of this machine, and whose Secret Manager knows one secret. */
async function worldWith(rules: string, slackUrl?: string): Promise<OwnWorld> {
  const world = await createOwnWorld({ rules });
  const loopback = { except: [] };
  world.deps.http = createHttp({ loopback });
  world.deps.settings = { ...world.deps.settings, loopback, ...(slackUrl ? { slackUrl } : {}) };
  world.deps.secrets = { read: async ({ secretId }) => `token of ${secretId}` };
  return world;
}

/** Takes a file from its event to the end of its process. */
async function ingest(world: OwnWorld, name = 'data/a.json'): Promise<SourceFile> {
  const file = await world.upload(name, rows(1, 2));
  await world.deliver(file);
  await world.settle();
  return file;
}

/** Slack's client sends forms. */
const formIn = (body?: string): object => Object.fromEntries(new URLSearchParams(body));

const stepsOf = async (world: OwnWorld, file: SourceFile) =>
  (await world.process(file))?.steps.map(({ path, action, state }) => `${path} ${action} ${state}`);

describe('the actions of a rule', () => {
  it('run in order, those that are jobs to their end, each with what the ones before it answered', async () => {
    const topic = await createTopic();
    const server = await answering({ ticket: { id: 7 } }, { ticket: { id: 7 } }, { ok: true });
    const rule = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess:
  - Action: query
    Request: { SQL: "SELECT id, CONCAT(name, ' of $EventID') AS name FROM TABLE WHERE id > 1", Dest: TABLE_some }
    OnSuccess:
      - { Action: copy, Request: { Source: TABLE_some, Dest: TABLE_copy, Append: true } }
      - { Action: export, Request: { Source: TABLE_copy, DestURL: "gs://$TriggerBucket-out/$Date/rows.csv" } }
  - { Action: insert, Request: { SQL: "SELECT id + 10 AS id, name FROM TABLE_some", Dest: TABLE_copy } }
  - { Action: insert, Request: { Data: { id: 99, name: $SourceURI }, Dest: TABLE_new, Template: TABLE } }
  - { Action: call, Request: { URL: "${server.url}/tickets", Body: { files: $LoadURIs } } }
  - { Action: call, Request: { URL: "${server.url}/tickets/$Data.ticket.id", Method: PUT, Body: 'done $Data.ticket.id' } }
  - { Action: push, Request: { Topic: ${topic.id}, Message: { ticket: $Data.ticket.id, uris: $LoadURIs }, Attributes: { table: $DestTable }, OrderingKey: $DestTable } }
  - { Action: notify, Request: { Channels: '#loads', Message: 'loaded $DestTable', Secret: slack } }
  - { Action: drop, When: { Exists: TABLE_some }, Request: { Table: TABLE_some } }
  - { Action: drop, When: { Exists: TABLE_never }, Request: { Table: TABLE_never }, OnSuccess: [ { Action: drop, Request: { Table: TABLE_copy } } ] }
  - { Action: delete }
`;
    const world = await worldWith(rule, server.url);
    const file = await ingest(world);
    expect(await stepsOf(world, file)).toEqual([
      'Load[0] load done',
      'OnSuccess[0] query done',
      'OnSuccess[0].OnSuccess[0] copy done',
      'OnSuccess[0].OnSuccess[1] export done',
      'OnSuccess[1] insert done',
      'OnSuccess[2] insert done',
      'OnSuccess[3] call done',
      'OnSuccess[4] call done',
      'OnSuccess[5] push done',
      'OnSuccess[6] notify done',
      'OnSuccess[7] drop done',
      'OnSuccess[8] drop done',
      'OnSuccess[9] delete done',
    ]);
    const process = await world.process(file);
    const { processId = '', status, plan } = process ?? {};
    expect(status).toBe('done');
    expect(process?.steps.at(-2)?.skipped).toContain('does not exist');
    expect(await world.rows(`${world.table}_copy`)).toEqual([
      { id: 2, name: `row 2 of ${processId}` },
      { id: 12, name: `row 2 of ${processId}` },
    ]);
    const uri = `gs://${file.bucket}/${file.name}`;
    expect(await world.rows(`${world.table}_new`)).toEqual([{ id: 99, name: uri }]);
    const date = file.created.slice(0, 10).replaceAll('-', '');
    const exported = { bucket: `${file.bucket}-out`, name: `${date}/rows.csv` };
    expect(await world.deps.objects.read(exported)).toBe(`id,name\n2,row 2 of ${processId}\n`);
    expect(server.received).toMatchObject([
      { method: 'POST', path: '/tickets', body: JSON.stringify({ files: [uri] }) },
      { method: 'PUT', path: '/tickets/7', body: 'done 7' },
      { method: 'POST', path: '/chat.postMessage', headers: { authorization: 'Bearer token of slack' } },
    ]);
    expect(formIn(server.received[2]?.body)).toMatchObject({
      channel: '#loads',
      text: `loaded ${plan?.destination}`,
    });
    const keys = server.received.slice(0, 2).map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([`${processId}_7`, `${processId}_8`]);
    const [message, ...more] = await topic.messages();
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      attributes: { table: plan?.destination, idempotencyKey: `${processId}_9` },
      orderingKey: plan?.destination,
    });
    expect(JSON.parse(message?.data ?? '')).toEqual({ ticket: 7, uris: [uri] });
    expect(await world.exists(file)).toBe(false);
    server.close();
  });

  it('copy partition after partition, each finished before the next', async () => {
    const rule = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess:
  - Action: query
    Request:
      SQL: >
        create table TABLE_days PARTITION BY day AS
        SELECT id, DATE_ADD(DATE '2026-01-30', INTERVAL id DAY) AS day FROM TABLE
  - Action: copy
    Request: { Source: TABLE_days, Dest: TABLE_all, Template: TABLE_days, MultiPartition: true }
  - { Action: delete }
`;
    const world = await worldWith(rule);
    const file = await ingest(world);
    expect(await stepsOf(world, file)).toEqual([
      'Load[0] load done',
      'OnSuccess[0] query done',
      'OnSuccess[1]#0 copy done',
      'OnSuccess[1] copy done',
      'OnSuccess[2] delete done',
    ]);
    expect(await world.rows(`${world.table}_all`)).toEqual([
      { id: 1, day: '2026-01-31' },
      { id: 2, day: '2026-02-01' },
    ]);
  });

  it('that somebody else sees happen once, though every event comes again', async () => {
    const topic = await createTopic();
    const server = await answering({}, { ok: true });
    const rule = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess:
  - { Action: call, Request: { URL: "${server.url}/hook" } }
  - { Action: push, Request: { Topic: ${topic.id}, Data: loaded } }
  - { Action: notify, Request: { Channels: c, Message: m, Secret: slack } }
  - { Action: insert, Request: { Data: { id: 9 }, Dest: TABLE } }
`;
    const world = await worldWith(rule, server.url);
    const file = await ingest(world);
    await world.deliver(file);
    await world.settle();
    expect(server.received.map(({ path }) => path)).toEqual(['/hook', '/chat.postMessage']);
    expect(await topic.messages()).toHaveLength(1);
    expect(await world.ids()).toEqual([1, 2, 9]);
    server.close();
  });

  it('that was done when its function died is done again with the same key', async () => {
    const server = await answering({ n: 1 }, { n: 2 });
    const rule = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess:
  - { Action: call, Request: { URL: "${server.url}/hook" } }
`;
    const world = await worldWith(rule);
    const real = world.deps.http;
    world.deps.http = {
      async send(request) {
        await real.send(request);
        world.deps.http = real;
        throw new Failure({ kind: 'transient', reason: 'killed', message: 'the function dies' });
      },
    };
    const file = await world.upload('data/a.json', rows(1));
    await world.deliver(file);
    const [followUp] = await untilDue(world);
    expect(await world.deliver(followUp)).toMatchObject({ status: 'waiting', error: { message: 'the function dies' } });
    await world.settle();
    const keys = server.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
    expect((await world.process(file))?.steps.at(-1)?.variables).toEqual({ Status: 200, Data: { n: 2 } });
    server.close();
  });
});

describe('an action that fails', () => {
  it('stops the rest, and its own OnFailure and the rule’s are told why', async () => {
    const server = await startServer((incoming, response) => {
      response
        .writeHead(incoming.url === '/bad' ? 400 : 200, { 'content-type': 'application/json' })
        .end('{"ok":true}');
    });
    const rule = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess:
  - Action: call
    Request: { URL: "${server.url}/bad", Body: x }
    OnFailure:
      - { Action: call, Request: { URL: "${server.url}/inner", Body: $Error } }
  - { Action: delete }
OnFailure:
  - { Action: notify, Request: { Channels: '#alarm', Message: $Error, Secret: slack } }
`;
    const world = await worldWith(rule, server.url);
    const file = await ingest(world);
    expect(await world.process(file)).toMatchObject({
      status: 'actionFailed',
      error: { kind: 'permanent', reason: 'http400' },
    });
    expect(await world.exists(file)).toBe(true);
    expect(server.received.map(({ path }) => path)).toEqual(['/bad', '/inner', '/chat.postMessage']);
    const why = `OnSuccess[0] call: call: POST ${server.url} answered 400`;
    expect(server.received[1]?.body).toBe(why);
    expect(formIn(server.received[2]?.body)).toMatchObject({ channel: '#alarm', text: why });
    server.close();
  });

  it.each([
    ['push', '{ Topic: no-such-topic, Data: d }', 'notFound'],
    ['query', '{ SQL: SELEKT }', 'invalidQuery'],
    ['copy', '{ Source: TABLE_none, Dest: TABLE_copy }', 'notFound'],
    ['insert', '{ Data: { id: x }, Dest: TABLE }', 'invalid'],
    ['export', '{ Source: TABLE, DestURL: "gs://out/a.avro.gz" }', 'invalid'],
  ])('as %s %s fails its process for good (%s)', async (action, request, reason) => {
    const rule = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess: [ { Action: ${action}, Request: ${request} }, { Action: delete } ]
`;
    const world = await worldWith(rule);
    const file = await ingest(world);
    expect(await world.process(file)).toMatchObject({
      status: 'actionFailed',
      error: { kind: 'permanent', reason },
    });
    expect(await world.exists(file)).toBe(true);
    expect(await world.ids()).toEqual([1, 2]);
  });

  it('for a reason that passes is waited for, and ends its process where that takes too long', async () => {
    const server = await startServer((_, response) => void response.writeHead(503).end());
    const rule = `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE }
OnSuccess: [ { Action: call, Request: { URL: "${server.url}/busy" } } ]
`;
    const world = await worldWith(rule);
    const file = await world.upload('data/a.json', rows(1));
    await world.deliver(file);
    const [followUp] = await untilDue(world);
    expect(await world.deliver(followUp)).toMatchObject({ status: 'waiting', error: { reason: 'http503' } });
    expect(await world.process(file)).toMatchObject({ status: 'running', waiting: { times: 1 } });
    world.advance(25 * 3_600_000);
    expect((await world.settle()).at(-1)).toMatchObject({ status: 'error', error: { reason: 'http503' } });
    // The rows are there: only the action failed.
    expect(await world.process(file)).toMatchObject({ status: 'actionFailed' });
    expect(server.received).toHaveLength(2);
    server.close();
  });
});
