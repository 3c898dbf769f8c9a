import { html } from 'hono/html';
import { shown } from './html.ts';
import type { Section } from './section.ts';
import { badge, count, facts } from './words.ts';

/** The rules in force, and what is wrong with them. */
export const rules: Section = {
  id: 'rules',
  title: 'Rules',
  body: ({ rules: { enabled, disabled, problems } }) => [
    facts([
      ['In force', count(enabled)],
      ['Disabled', count(disabled)],
    ]),
    problems.length === 0
      ? html`<p>No rule has a problem.</p>`
      : html`<ul>${problems.map(
          ({ severity, place, message }) =>
            html`<li>${badge(severity === 'error' ? 'error' : 'late', severity)} <bdi>${shown(place)}</bdi> ${shown(message)}</li>`,
        )}</ul>`,
  ],
};
