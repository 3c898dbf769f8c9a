import { html } from 'hono/html';
import { lasting } from '../model/inWords.ts';
import type { Status } from '../model/report.ts';
import type { Content, Html } from './html.ts';

/** A status by its word; its colour says the same again. */
export const badge = (status: Status, word: string = status): Html =>
  html`<span class="badge ${status}">${word}</span>`;

/** `3 min ago`, or `in 3 min`. */
export function agoText(iso: string, now: Date): string {
  const ms = now.getTime() - new Date(iso).getTime();
  return ms >= 0 ? `${lasting(ms)} ago` : `in ${lasting(-ms)}`;
}

/** `2026-03-02 11:59 UTC, 3 min ago`. @param iso ISO 8601, UTC */
export const timeOf = (iso: string, now: Date): Html =>
  html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>, ${agoText(iso, now)}`;

/** With separators of thousands. */
export const count = (number: number): string => number.toLocaleString('en');

/** A space at which no line ends. */
const NO_BREAK = '\u00A0';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `5.3 MB`, in powers of 1000. */
export function bytes(number: number): string {
  const power = Math.min(UNITS.length - 1, number < 1 ? 0 : Math.floor(Math.log10(number) / 3));
  return `${Number((number / 1000 ** power).toPrecision(3)).toLocaleString('en')}${NO_BREAK}${UNITS[power]}`;
}

/** `2.5 s`, `12 min`; not broken between number and unit. */
export const seconds = (sec: number): string =>
  (sec < 10 ? `${Number(sec.toFixed(1))} s` : lasting(sec * 1000)).replace(' ', NO_BREAK);

/** Names and what they are. */
export const facts = (list: readonly (readonly [name: string, value: Content])[]): Html =>
  html`<dl>${list.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
