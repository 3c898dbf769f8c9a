import { html } from 'hono/html';
import type { Report, ReportedTable } from '../model/report.ts';
import type { Html } from './html.ts';
import { count, seconds } from './words.ts';

const HOURS = 24;
const HOUR_MS = 3_600_000;

/** Of an hour, and of the plot; in units of its view box. */
const WIDTH = 5;
const HEIGHT = 28;

/** What the tallest bar and the highest dash of any plot stand for: all have one scale, so that they can be compared. */
export interface Scale {
  files: number;
  lagSec: number;
}

const hoursOf = ({ day }: ReportedTable): NonNullable<ReportedTable['day']>['hours'] => day?.hours ?? [];

export function scaleOf(tables: readonly ReportedTable[]): Scale {
  const hours = tables.flatMap(hoursOf);
  return {
    files: hours.reduce((most, { files }) => Math.max(most, files), 0),
    lagSec: hours.reduce((most, { medianLagSec = 0 }) => Math.max(most, medianLagSec), 0),
  };
}

/** By the logarithm, since tables differ by orders of magnitude; what is there at all can be seen. */
const heightOf = (value: number, most: number): number =>
  value <= 0 ? 0 : Math.max(2, Math.round(((HEIGHT - 2) * Math.log1p(value)) / Math.log1p(most)));

/** The last 24 hours of a table: a bar for the files of each hour, and a dash for the median lag; undefined where no file was loaded in them. */
export function plot(table: ReportedTable, { at, scale }: { at: Report['at']; scale: Scale }): Html | undefined {
  const current = Math.floor(new Date(at).getTime() / HOUR_MS);
  const hours = hoursOf(table)
    .map((hour) => ({ ...hour, slot: HOURS - 1 - current + Math.floor(new Date(hour.hour).getTime() / HOUR_MS) }))
    .filter(({ slot }) => slot >= 0 && slot < HOURS);
  if (hours.every(({ files }) => files === 0)) return undefined;
  const bars = hours
    .filter(({ files }) => files > 0)
    .map(({ slot, files }) => `M${slot * WIDTH} ${HEIGHT}v-${heightOf(files, scale.files)}h4V${HEIGHT}`);
  const dashes = hours
    .filter(({ medianLagSec }) => medianLagSec !== undefined)
    .map(({ slot, medianLagSec = 0 }) => `M${slot * WIDTH} ${HEIGHT - heightOf(medianLagSec, scale.lagSec)}h4`);
  return html`<svg viewBox="0 0 ${HOURS * WIDTH} ${HEIGHT}" role="img" aria-label="${inWords(hours)}"><path d="${bars.join('')}"/><path class="lag" d="${dashes.join('')}"/></svg>`;
}

function inWords(hours: ReturnType<typeof hoursOf>): string {
  const busiest = hours.reduce((a, b) => (b.files > a.files ? b : a));
  const slowest = hours.reduce((a, b) => ((b.medianLagSec ?? 0) > (a.medianLagSec ?? 0) ? b : a));
  const most = `most files at ${busiest.hour.slice(11, 16)}: ${count(busiest.files)}`;
  if (slowest.medianLagSec === undefined) return most;
  return `${most}; highest median lag at ${slowest.hour.slice(11, 16)}: ${seconds(slowest.medianLagSec)}`;
}
