import { describe, expect, it } from 'vitest';
import { createHttp } from '../../functions/src/http/createHttp.ts';
import type { SourceFile } from '../../functions/src/model/sourceFile.ts';
import { createOwnWorld, type OwnWorld, rows } from '../flow/ownWorld.ts';
import { startServer } from '../support/localServer.ts';

/** Takes a file from its event to the end of its process. */
async function ingest(world: OwnWorld, name = 'data/a.json'): Promise<SourceFile> {
  const file = await world.upload(name, rows(1, 2));
  await world.deliver(file);
  await world.settle();
  return file;
}

const ruleWith = (action: string, request: string, more = ''): string => `
When: { Prefix: /data/ }
Async: true
Dest: { Table: TABLE, Pattern: "/data/(.*)\\\\.json" ${more} }
OnSuccess:
  - { Action: ${action}, Request: ${request} }
`;

/** All that is written down about a process. */
async function writtenDown(world: OwnWorld, file: SourceFile): Promise<string> {
  const { steps, error, status } = (await world.process(file)) ?? {};
  const reports = (await world.objects()).filter((url) => url.includes('/errors/'));
  const texts = await Promise.all(
    reports.map((url) => {
      const [, , bucket = '', ...name] = url.split('/');
      return world.deps.objects.read({ bucket, name: name.join('/') });
    }),
  );
  return JSON.stringify({ status, steps, error, texts });
}

describe('a call', () => {
  it.each([
    'http://169.254.169.254/computeMetadata/v1/instance/service-accounts/default/token',
    'http://[fd20:ce::254]/computeMetadata/v1/instance/service-accounts/default/token',
    'http://2852039166/',
    'http://0xa9.0xfe.0xa9.0xfe/',
    'http://[::ffff:169.254.169.254]/',
    'http://169.254.0.1/',
    'http://10.0.0.1/',
    'http://127.0.0.1:8080/',
    'http://localhost:8080/',
  ])('to %s is not made', async (url) => {
    const world = await createOwnWorld({
      rules: ruleWith('call', `{ URL: "${url}", Headers: { Metadata-Flavor: Google } }`),
    });
    const file = await ingest(world);
    expect(await world.process(file)).toMatchObject({ status: 'actionFailed', error: { reason: 'refusedAddress' } });
    expect(await world.exists(file)).toBe(true);
  });

  it('does not go where a name leads that stands for the metadata server', async () => {
    const world = await createOwnWorld({ rules: ruleWith('call', '{ URL: "http://metadata.google.internal/" }') });
    world.deps.http = createHttp({ resolve: async () => [{ address: '169.254.169.254', family: 4 }] });
    const file = await ingest(world);
    expect(await world.process(file)).toMatchObject({ status: 'actionFailed', error: { reason: 'refusedAddress' } });
  });

  it('does not reach what stands in for the metadata server in the local world', async () => {
    const server = await startServer((_, response) => response.end('token'));
    const world = await createOwnWorld({ rules: ruleWith('call', `{ URL: "${server.url}/token" }`) });
    world.deps.http = createHttp({ loopback: { except: [`127.0.0.1:${server.port}`] } });
    const file = await ingest(world);
    expect(await world.process(file)).toMatchObject({ status: 'actionFailed', error: { reason: 'refusedAddress' } });
    expect(server.received).toEqual([]);
    server.close();
  });

  it('leaves no secret in journal or error report', async () => {
    const server = await startServer((incoming, response) => {
      response.writeHead(403).end(`${incoming.url} ${incoming.headers.authorization}`);
    });
    const url = server.url.replace('//', '//user:hunter2@');
    const request = `{ URL: "${url}/hook?key=geheim", Headers: { X-Api-Key: s3cret }, Body: passw0rd }`;
    const world = await createOwnWorld({ rules: ruleWith('call', request) });
    world.deps.http = createHttp({ loopback: { except: [] } });
    const file = await ingest(world);
    const written = await writtenDown(world, file);
    expect(written).toContain('answered 403');
    expect(written).not.toMatch(/hunter2|geheim|s3cret|passw0rd/);
    expect(server.received).toHaveLength(1);
    server.close();
  });
});

describe('a notification', () => {
  it('leaves no token in journal or error report', async () => {
    const slack = await startServer((incoming, response) => {
      response.end(JSON.stringify({ ok: false, error: `invalid ${incoming.headers.authorization}` }));
    });
    const world = await createOwnWorld({ rules: ruleWith('notify', '{ Channels: c, Message: m, Secret: slack }') });
    world.deps.settings = { ...world.deps.settings, slackUrl: slack.url };
    world.deps.secrets = { read: async () => 'xoxb-t0ken' };
    world.deps.http = createHttp({ loopback: { except: [] } });
    const file = await ingest(world);
    const written = await writtenDown(world, file);
    expect(written).toContain('Slack did not take the message');
    expect(written).not.toContain('t0ken');
    slack.close();
  });
});

describe('the name of an object', () => {
  it.each([
    ['query', '{ SQL: "DELETE FROM TABLE WHERE id = $1" }', '1 OR TRUE'],
    ['query', `{ SQL: "SELECT '$1'", Dest: "bqtail.$1" }`, 'other.t'],
    ['copy', '{ Source: TABLE, Dest: "bqtail.$1" }', 'demo-bqtail:other.t'],
    ['copy', `{ Source: TABLE, Dest: TABLE, MultiPartition: true, PartitionSQL: "SELECT '$1'" }`, "' --"],
    ['drop', '{ Table: "bqtail.$1" }', 'other.t'],
    ['export', '{ Source: TABLE, DestURL: "gs://out/$1/rows.csv" }', '../../up'],
    ['move', '{ DestURL: "gs://out/$1" }', '..'],
    ['delete', '{ URLs: "gs://pre-$1/x" }', 'other/y'],
    ['call', '{ URL: "https://$1/hook" }', 'evil.example.com'],
    ['call', '{ URL: "https://a.example.com$1" }', '@evil.example.com/'],
    ['push', '{ Topic: "$1", Data: d }', 'projects/other/topics/t'],
  ])('cannot change what %s %s does', async (action, request, part) => {
    const world = await createOwnWorld({ rules: ruleWith(action, request) });
    const file = await ingest(world, `data/${part}.json`);
    expect(await world.process(file)).toMatchObject({
      status: 'actionFailed',
      error: { kind: 'permanent', reason: 'invalid' },
    });
    expect(await world.ids()).toEqual([1, 2]);
    expect(await world.exists(file)).toBe(true);
  });

  it.each([
    ['query', `{ SQL: "DELETE FROM TABLE WHERE name = '$1'" }`, "x' OR TRUE --", [1, 2]],
    ['insert', `{ SQL: "SELECT 1 AS id, '$1' AS name", Dest: TABLE }`, "', 'b' UNION ALL SELECT 1, '", [1, 1, 2]],
  ])('within quotes is a value to %s %s, whatever it holds', async (action, request, part, ids) => {
    const world = await createOwnWorld({ rules: ruleWith(action, request) });
    const file = await ingest(world, `data/${part}.json`);
    expect(await world.process(file)).toMatchObject({ status: 'done' });
    expect(await world.ids()).toEqual(ids);
  });
});
