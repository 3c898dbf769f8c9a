import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Report } from '../../../../functions/src/monitor/model/report.ts';
import { PAGE_POLICY, page } from '../../../../functions/src/monitor/page/page.ts';
import { busyReport, HOSTILE, hostileReport, reportOf, troubledReport } from '../reports.ts';
import { AT, ago, processEntry } from '../seen.ts';

const NOW = new Date(AT.getTime() + 20_000);

const pageOf = (report: Report): Promise<string> => page(report, { now: NOW, isRefreshed: true });

/** The text of an element, as a browser shows and copies it. */
const textOf = (markup: string): string =>
  markup
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const elements = (body: string, name: string): string[] =>
  [...body.matchAll(new RegExp(`<${name}(?: [^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(([, inner = '']) => inner);

describe('the page', () => {
  it('says by title and heading what is worst, and how much is wrong beside it', async () => {
    const body = await pageOf(troubledReport());
    const worst =
      'rules/test.yaml is left out, line 2: Dest.Tabel is not a field here; did you mean Dest.Table?; files that wait for its rules: 1';
    expect(elements(body, 'title')).toEqual([`error · ${worst}; and 6 more · bqtail`]);
    expect(elements(body, 'h1').map(textOf)).toEqual([`error ${worst}; and 6 more`]);
  });

  it('of a deployment that is well says so', async () => {
    const body = await pageOf(reportOf());
    expect(elements(body, 'title')).toEqual(['ok · there is nothing to do · bqtail']);
    expect(body).toContain('Nothing is wrong.');
    expect(body).toContain('No table yet');
  });

  it('has a heading for each part, which is named and linked to', async () => {
    const body = await pageOf(troubledReport());
    const headings = [...body.matchAll(/<section aria-labelledby="(\w+)">\n<h2 id="\1">([^<]+)/g)];
    expect(headings.map(([, , title]) => title)).toEqual([
      'Problems',
      'Tables',
      'In flight',
      'On hold',
      'Books',
      'Rules',
      'Dispatch',
    ]);
    for (const [, id] of headings) expect(body).toContain(`<a href="#${id}">`);
  });

  it('shows each problem with its commands, as they are copied', async () => {
    const report = troubledReport();
    expect(report.problems.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['ruleError', 'failed', 'setAside', 'books', 'stalled', 'hold', 'refused', 'unseen']),
    );
    const body = await pageOf(report);
    expect(elements(body, 'code').map(textOf)).toEqual(report.problems.flatMap(({ commands }) => commands));
    for (const { sentence } of report.problems) expect(textOf(body)).toContain(sentence);
  });

  it('says times in UTC, and how long ago they were', async () => {
    const body = textOf(await pageOf(troubledReport()));
    expect(body).toContain('as it was at 2026-03-02 12:00 UTC, 20 s ago');
    expect(body).toContain('until 2026-03-02 12:10 UTC, in 10 min');
  });

  it('has a policy that lets its own style sheet in, and nothing else', async () => {
    const [style = ''] = elements(await pageOf(reportOf()), 'style');
    const hash = createHash('sha256').update(style).digest('base64');
    expect(PAGE_POLICY).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });
});

describe('hostile names', () => {
  it('stay text wherever they are shown', async () => {
    const report = hostileReport();
    const body = await pageOf(report);
    expect(body).not.toMatch(/<script|<img|<b>|[^-]style=| on\w+="/);
    expect(elements(body, 'code').map(textOf)).toEqual(report.problems.flatMap(({ commands }) => commands));
    for (const [tag] of body.matchAll(/<[^>]*>/g)) expect(tag).not.toContain('alert');
  });

  it('show the characters that nobody would see, each kept from what stands beside it', async () => {
    const body = await pageOf(reportOf({ unseen: [HOSTILE.turned] }));
    expect(body).toContain(
      'data/<bdi class="unseen" data-code="U+202E">\u202E</bdi>gnp.exe<bdi class="unseen" data-code="U+0007">',
    );
    const rest = body.replaceAll(/<bdi class="unseen".*?<\/bdi>/g, '');
    expect(['\u202E', '\u0007'].filter((character) => rest.includes(character))).toEqual([]);
  });

  it('are plain in the title', async () => {
    const body = await pageOf(reportOf({ holds: [{ key: HOSTILE.turned, until: ago(-1), refusals: 1 }] }));
    expect(elements(body, 'title')).toEqual([expect.stringContaining('data/U+202Egnp.exeU+0007')]);
  });
});

describe('tables', () => {
  it.each([
    [1, 12_000],
    [500, 500_000],
  ])('%d of them take less than %d bytes', async (count, most) => {
    const body = await pageOf(busyReport(count));
    expect(Buffer.byteLength(body)).toBeLessThan(most);
    expect(elements(body, 'tbody')[0]?.match(/<tr>/g)).toHaveLength(count);
  });

  it('have a plot where files were loaded, which is told in words, too', async () => {
    const report = busyReport(12);
    const plots = [...(await pageOf(report)).matchAll(/<svg [^>]*role="img" aria-label="([^"]+)"/g)];
    expect(plots).toHaveLength(report.tables.filter(({ day }) => day && day.files > 0).length);
    expect(plots[0]?.[1]).toMatch(/^most files at \d\d:00: [\d,]+; highest median lag at \d\d:00: [\d.]+\u00A0s$/);
  });

  it('take no room for what there is nothing to say of, as where there is no history', async () => {
    const body = await pageOf(reportOf({ running: [processEntry()] }));
    expect(elements(elements(body, 'thead')[0] ?? '', 'th')).toEqual(['Table', 'Now']);
    expect(elements(body, 'caption')).toEqual(['1 table. There is no history: only running processes are known.']);
  });
});

describe('books', () => {
  it('are shown of the last 24 hours, with the sides that files are on, and strays by name', async () => {
    const [, books = ''] = elements(await pageOf(troubledReport()), 'table');
    expect(elements(elements(books, 'thead')[0] ?? '', 'th')).toEqual([
      ...['Hour', 'Created', 'Loaded', 'Set aside', 'Refused', 'Superseded', 'In flight', 'Lost', 'Book'],
    ]);
    const rows = elements(elements(books, 'tbody')[0] ?? '', 'tr').map((row) =>
      row.replaceAll(/<[^>]*>/g, ' ').split(/ {2,}/),
    );
    expect(rows).toHaveLength(24);
    expect(rows[0]?.map((cell) => cell.trim())).toEqual([
      '2026-03-02 11:00',
      '128',
      '120',
      '1',
      '1',
      '2',
      '4',
      '0',
      'open',
    ]);
    expect(rows[1]?.map((cell) => cell.trim())).toEqual([
      '2026-03-02 10:00',
      '125',
      '120',
      '1',
      '1',
      '2',
      '0',
      '1',
      'closed',
    ]);
    expect(await pageOf(troubledReport())).toContain('<bdi>data/gone.json</bdi>: it is in the bucket');
  });
});
