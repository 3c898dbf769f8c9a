import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerMonitor } from '../../functions/src/monitor/answer.ts';
import type { Report } from '../../functions/src/monitor/model/report.ts';
import { busyReport, hostileReport, reportOf, troubledReport } from '../unit/monitor/reports.ts';
import { AT } from '../unit/monitor/seen.ts';
import { startChromium } from './chromium.ts';

const REPORTS: Readonly<Record<string, Report>> = {
  'no table': reportOf(),
  'one table': busyReport(1),
  '500 tables': busyReport(500),
  'every kind of trouble': troubledReport(),
  'hostile names': hostileReport(),
};

let browser: Browser;
let server: Server;
let axe = '';

beforeAll(async () => {
  browser = await startChromium();
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  server = createServer((request, response) => {
    const report = REPORTS[decodeURIComponent(request.url?.slice(1) ?? '')];
    const answered = answerMonitor(
      request,
      async () => report ?? Promise.reject(new Error('no such report')),
      () => AT,
    );
    void answered.then(({ status, headers, body }) => response.writeHead(status, headers).end(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
});

interface Opened {
  page: Page;
  /** What the browser says of it: nothing, where it is as it should be. */
  complaints: string[];
}

/** Opens the page of a report. */
async function open(name: string): Promise<Opened> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('requestfailed', (request) => complaints.push(`${request.url()} failed`));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${encodeURIComponent(name)}`);
  return { page, complaints };
}

type Scheme = 'light' | 'dark';

const inScheme = (page: Page, value: Scheme): Promise<void> =>
  page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);

/** What is seriously wrong for somebody who does not see well, uses a keyboard, or has the page read out. */
async function seriousFaults(page: Page): Promise<string[]> {
  const { violations, passes } = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResults;
  expect(passes.map(({ id }) => id)).toContain('color-contrast');
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

describe.each(Object.keys(REPORTS))('the page with %s', (name) => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open(name);
  });
  afterAll(() => opened.page.close());

  it('is never wider than its window', async () => {
    const { page } = opened;
    for (const width of [320, 360, 800, 1060, 1280]) {
      await page.setViewport({ width, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth'), `${width}`).toBeLessThanOrEqual(width);
    }
  });

  it('can be read by everybody, on a phone and on a screen, in the light and in the dark', async () => {
    const { page } = opened;
    // A row is as the others of its kind, and axe takes long for 500.
    await page.evaluate("for (const row of [...document.querySelectorAll('tbody tr')].slice(15)) row.remove()");
    await page.evaluate(axe);
    for (const width of [360, 1280]) {
      await page.setViewport({ width, height: 800 });
      for (const scheme of ['light', 'dark'] as const) {
        await inScheme(page, scheme);
        expect(await seriousFaults(page), `${width} px, ${scheme}`).toEqual([]);
      }
    }
  });

  it('is what its policy lets in, and asks for nothing else', () => expect(opened.complaints).toEqual([]));
});

describe('in a browser', () => {
  it('the style sheet is in force: its policy lets it in', async () => {
    const { page } = await open('every kind of trouble');
    await inScheme(page, 'dark');
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(20, 23, 26)');
    await page.close();
  });

  it('a click selects a command as a whole', async () => {
    const { page } = await open('every kind of trouble');
    const commands = troubledReport().problems.flatMap(({ commands: some }) => some);
    const [first] = await page.$$('code');
    await first?.click();
    expect(await page.evaluate('getSelection().toString()')).toBe(commands[0]);
    await page.close();
  });

  it('the keyboard reaches every link, and shows where it is', async () => {
    const { page } = await open('one table');
    const links = (await page.evaluate('document.links.length')) as number;
    const reached = new Set<unknown>();
    for (let n = 0; n < links; n++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
      reached.add(await page.evaluate('document.activeElement.href'));
    }
    expect(reached.size).toBe(links);
    await page.close();
  });

  it('a printed page has no dark ground, and leaves no problem out', async () => {
    const { page } = await open('every kind of trouble');
    await inScheme(page, 'dark');
    await page.emulateMediaType('print');
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(
      await page.evaluate(`[...document.querySelectorAll('.problems > li')].every((item) => item.offsetHeight > 0)`),
    ).toBe(true);
    await page.close();
  });
});
