import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { answerMonitor } from '../../../functions/src/monitor/answer.ts';
import { type Report, reportSchema } from '../../../functions/src/monitor/model/report.ts';
import { troubledReport } from './reports.ts';
import { AT } from './seen.ts';

let server: Server | undefined;
afterEach(async () => {
  server?.close();
  server = undefined;
});

/** Serves the monitor on a port of its own; answers its address. */
async function serve(report: () => Promise<Report>): Promise<string> {
  server = createServer((request, response) => {
    void answerMonitor(request, report, () => AT).then(({ status, headers, body }) =>
      response.writeHead(status, headers).end(body),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.8,*/*;q=0.7';

describe('the monitor, asked by HTTP,', () => {
  it.each([
    ['Accept', '', 'application/json'],
    ['?format=json', '?format=json', BROWSER],
  ])('answers JSON of its schema where %s says so', async (_, query, accept) => {
    const answer = await fetch((await serve(async () => troubledReport())) + query, { headers: { accept } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
    expect(reportSchema.parse(await answer.json())).toEqual(troubledReport());
    expect(answer.headers.get('cache-control')).toBe('private, max-age=30');
  });

  it.each([BROWSER, '*/*'])('answers the page to %s, which renews itself and may load nothing', async (accept) => {
    const answer = await fetch(await serve(async () => troubledReport()), { headers: { accept } });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('refresh')).toBe('30');
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none';/);
    expect(await answer.text()).toContain('<a href="?refresh=off">');
  });

  it('leaves a page as it is for who asks for that', async () => {
    const answer = await fetch(`${await serve(async () => troubledReport())}?refresh=off`);
    expect(answer.headers.get('refresh')).toBeNull();
    expect(await answer.text()).toContain('<a href="?">');
  });

  it.each(['POST', 'PUT', 'DELETE'])('takes no %s', async (method) => {
    const answer = await fetch(await serve(async () => troubledReport()), { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET']);
  });

  it('says in a sentence why it has no report, and that nobody should keep that', async () => {
    const url = await serve(async () => {
      throw new Error('Firestore is <away>');
    });
    const json = await fetch(`${url}?format=json`);
    const sentence = 'The monitor cannot look at the deployment now: Firestore is <away>';
    expect([json.status, await json.json()]).toEqual([503, { error: sentence }]);
    const page = await fetch(url);
    expect([page.status, page.headers.get('cache-control'), page.headers.get('refresh')]).toEqual([
      503,
      'no-store',
      '30',
    ]);
    expect(await page.text()).toContain(
      '<h1>The monitor cannot look at the deployment now: Firestore is &lt;away&gt;</h1>',
    );
  });
});
