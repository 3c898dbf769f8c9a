import { html } from 'hono/html';
import type { Report, ReportedTable } from '../model/report.ts';
import { COLUMNS } from './columns.ts';
import { type Html, shown } from './html.ts';
import { scaleOf } from './plot.ts';
import type { Section } from './section.ts';
import { badge, count, seconds } from './words.ts';

/** What was done for each table, and what is being done, the worst first. */
export const tables: Section = {
  id: 'tables',
  title: 'Tables',
  body: (report, now) =>
    report.tables.length === 0
      ? html`<p>No table yet: nothing runs, nothing ran in the last 24 hours, and no rule promises freshness.</p>`
      : tableOf(report, now),
};

function tableOf(report: Report, now: Date): Html {
  const context = { at: report.at, now, scale: scaleOf(report.tables) };
  const rows = report.tables.map((table) => ({ table, cells: COLUMNS.map(({ cell }) => cell(table, context)) }));
  // A column that is empty for every table, as without a history, is left out.
  const columns = COLUMNS.map(({ head }, index) => ({ head, index })).filter(({ index }) =>
    rows.some(({ cells }) => cells[index] !== undefined),
  );
  return html`<table>
<caption>${captionOf(report)}</caption>
<thead><tr><th scope="col">Table</th>${columns.map(({ head }) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ table, cells }) => html`
<tr><th scope="row">${nameOf(table)}</th>${columns.map(({ head, index }) =>
      cells[index] === undefined ? html`<td></td>` : html`<td data-head="${head}">${cells[index]}</td>`,
    )}</tr>`,
  )}
</tbody></table>`;
}

const nameOf = ({ status, table }: ReportedTable): Html => html`${badge(status)} <bdi>${shown(table)}</bdi>`;

function captionOf({ tables: all }: Report): string {
  const number = all.length === 1 ? '1 table' : `${count(all.length)} tables`;
  if (all.every(({ day }) => day === undefined))
    return `${number}. There is no history: only running processes are known.`;
  const { files, lagSec } = scaleOf(all);
  const scale =
    files > 0
      ? ` In plots a bar is the files of an hour, up to ${count(files)}, and a dash their median lag, up to ${seconds(lagSec)}; all have the same scale, which is logarithmic.`
      : '';
  return `${number}, and their last 24 hours. The lag is the time from a file to its rows.${scale}`;
}
