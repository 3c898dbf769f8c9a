import { html } from 'hono/html';
import type { Report } from '../model/report.ts';
import { type Html, shown } from './html.ts';
import type { Section } from './section.ts';
import { count } from './words.ts';

type Book = Report['books'][number];

/** So many of the latest hours are shown; of those before, only the ones with files that strayed. */
const HOURS_SHOWN = 24;

const SIDES = [
  { side: 'created', head: 'Created' },
  { side: 'loaded', head: 'Loaded' },
  { side: 'setAside', head: 'Set aside' },
  { side: 'failed', head: 'Failed' },
  { side: 'refused', head: 'Refused' },
  { side: 'superseded', head: 'Superseded' },
  { side: 'unmatched', head: 'No rule' },
  { side: 'inFlight', head: 'In flight' },
  { side: 'lost', head: 'Lost' },
] as const satisfies readonly { side: keyof Book; head: string }[];

/** The files of each hour, each on one side, and by name those that are on none. */
export const books: Section = {
  id: 'books',
  title: 'Books',
  body: ({ books: all }) => {
    const told = all.filter(({ strays }, index) => index < HOURS_SHOWN || strays.length > 0);
    return told.length === 0
      ? undefined
      : [tableOf(told), ...told.filter(({ strays }) => strays.length > 0).map(straysOf)];
  },
};

function tableOf(told: readonly Book[]): Html {
  // Sides that no file is on take no room.
  const sides = SIDES.filter(({ side }) => side === 'created' || told.some((book) => book[side] > 0));
  return html`<table>
<caption>The files that were created in an hour (UTC), by what happened to them. A book is closed once none of them is in flight.</caption>
<thead><tr><th scope="col">Hour</th>${sides.map(({ head }) => html`<th scope="col">${head}</th>`)}<th scope="col">Book</th></tr></thead>
<tbody>${told.map(
    (book) => html`
<tr><th scope="row">${hourInWords(book)}</th>${sides.map(({ side, head }) => html`<td data-head="${head}">${count(book[side])}</td>`)}<td data-head="Book">${book.isClosed ? 'closed' : 'open'}</td></tr>`,
  )}
</tbody></table>`;
}

const straysOf = (book: Book): Html => html`<h3>Strays of ${hourInWords(book)}</h3>
<ul>${book.strays.map(({ name, why, isLost }) => html`<li><bdi>${shown(name)}</bdi>: ${shown(why)}${isLost ? ' (on no side)' : ''}</li>`)}</ul>`;

/** `2026-03-02 11:00` of `2026-03-02_11` */
const hourInWords = ({ hour }: Book): string => `${hour.replace('_', ' ')}:00`;
