import { html } from 'hono/html';
import type { Report } from '../model/report.ts';
import { shown } from './html.ts';
import type { Section } from './section.ts';
import { badge, count, facts } from './words.ts';

/** The rules in force, and what is wrong with them. */
export const rules: Section = {
  id: 'rules',
  title: 'Rules',
  body: ({ rules: { enabled, disabled, pushed, problems } }) => [
    facts([
      ['In force', count(enabled)],
      ['Disabled', count(disabled)],
    ]),
    pushed === undefined ? [] : html`<p>${shown(inWords(pushed))}</p>`,
    problems.length === 0
      ? html`<p>No rule has a problem.</p>`
      : html`<ul>${problems.map(
          ({ severity, place, message }) =>
            html`<li>${badge(severity === 'error' ? 'error' : 'late', severity)} <bdi>${shown(place)}</bdi> ${shown(message)}</li>`,
        )}</ul>`,
  ],
};

function inWords({ state, at, by, commit, changedSince }: NonNullable<Report['rules']['pushed']>): string {
  const from = commit === undefined ? '' : `, from commit ${commit}`;
  const since = changedSince.length === 0 ? '' : `; written one by one since: ${changedSince.join(', ')}`;
  return `State ${state}, pushed by ${by} at ${at}${from}${since}.`;
}
