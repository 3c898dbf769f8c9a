import { html, raw } from 'hono/html';
import { plain } from '../../common/unseen.ts';
import type { Report } from '../model/report.ts';
import { type Content, type Html, shown } from './html.ts';
import { SECTIONS } from './sections.ts';
import { STYLE, STYLE_SOURCE } from './style.ts';
import { badge, timeOf } from './words.ts';

/** How often a page asks for a newer one, in seconds. */
export const REFRESH_SEC = 30;

/** Nothing but the style sheet: no script, no picture, no form, no frame around it. */
export const PAGE_POLICY = [
  `default-src 'none'; style-src ${STYLE_SOURCE}; img-src 'none'`,
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
].join('; ');

interface Options {
  /** When the page is made. */
  now: Date;
  /** The page asks for a newer one by itself. */
  isRefreshed: boolean;
}

/** The report for people, as a whole document. */
export async function page(report: Report, { now, isRefreshed }: Options): Promise<string> {
  const { status, project, triggerBucket, at } = report;
  const sentence = headline(report);
  const sections = SECTIONS.map(({ id, title, body }) => ({ id, title, content: body(report, now) })).filter(
    ({ content }) => content !== undefined,
  );
  return document({
    title: `${status} · ${sentence}`,
    content: html`<header>
<h1>${badge(status)} ${shown(sentence)}</h1>
<p>bqtail of <bdi>${shown(triggerBucket)}</bdi> in project <bdi>${shown(project)}</bdi>, as it was at ${timeOf(at, now)}. ${
      isRefreshed
        ? html`The page reloads every ${REFRESH_SEC} s: <a href="?refresh=off">stop reloading</a>.`
        : html`The page does not reload: <a href="?">reload it every ${REFRESH_SEC} s</a>.`
    }</p>
<nav aria-label="Sections"><p>${sections.map(({ id, title }, n) => html`${n > 0 ? ' · ' : ''}<a href="#${id}">${title}</a>`)}</p></nav>
</header>
<main>${sections.map(
      ({ id, title, content }) => html`
<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
${content}
</section>`,
    )}
</main>
<footer><p>The same as JSON: <a href="?format=json">?format=json</a></p></footer>`,
  });
}

/** The worst of the problems, and how many there are beside it. */
function headline({ status, problems: [worst, ...others] }: Report): string {
  if (status === 'ok' || worst === undefined) return 'there is nothing to do';
  const bad = others.filter((problem) => problem.status !== 'ok').length;
  return bad === 0 ? worst.sentence : `${worst.sentence}; and ${bad} more`;
}

/** What a browser gets where there is no report. */
export const failurePage = (sentence: string): Promise<string> =>
  document({ title: sentence, content: html`<main><h1>${shown(sentence)}</h1></main>` });

async function document({ title, content }: { title: string; content: Content }): Promise<string> {
  const whole: Html = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(title)} · bqtail</title>
<style>${raw(STYLE)}</style>
</head>
<body>
${content}
</body>
</html>
`;
  return String(await whole);
}
