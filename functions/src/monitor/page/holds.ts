import { html } from 'hono/html';
import { shown } from './html.ts';
import type { Section } from './section.ts';
import { count, timeOf } from './words.ts';

/** Tables and projects that BigQuery refuses work for now, by a limit of its own. */
export const holds: Section = {
  id: 'holds',
  title: 'On hold',
  body: ({ holds: list }, now) =>
    list.length === 0
      ? undefined
      : html`<ul>${list.map(
          ({ key, until, refusals }) =>
            html`<li><bdi>${shown(key)}</bdi> until ${timeOf(until, now)}; refusals in a row: ${count(refusals)}</li>`,
        )}</ul>`,
};
