import { counted } from '../../src/common/counted.ts';
import { commandsFor } from '../../src/monitor/commands.ts';
import type { Item } from '../../src/replay/item.ts';
import type { LeftTally, ReplayPlan } from '../../src/replay/planReplay.ts';
import type { TableShare } from '../../src/replay/tableShares.ts';
import { columnsText } from '../text/columns.ts';
import { tookText } from '../text/tookText.ts';

const SHOWN = 20;

/** A plan for people: what it comes to, by table and thing by thing, and what is left as it is. */
export function planText(plan: ReplayPlan, projectId: string): string {
  const { id, items, tables, left, more } = plan;
  const parts = [
    inAll(plan),
    ...(items.length > 0 ? [tablesText(tables), itemsText(items)] : []),
    ...left.map(leftLine),
    ...(more ? ['there is more than the caps allow: plan again once this is done'] : []),
    ...(id === undefined
      ? []
      : [`nothing is done yet; to do exactly this: ${commandsFor(projectId)('replay', '--apply', id)}`]),
  ];
  return parts.join('\n\n');
}

function inAll({ id, files, bytes, processes, jobs, dollars, lastsMs }: ReplayPlan): string {
  if (id === undefined) return 'nothing to replay';
  const lasts = lastsMs > 0 ? [`the last begins after ${tookText(lastsMs)}`] : [];
  const facts = [
    counted(files, 'file'),
    bytesText(bytes),
    processes === 1 ? '1 process' : `${processes} processes`,
    counted(jobs, 'job'),
    `at most $${dollars.toPrecision(2)}`,
    ...lasts,
  ];
  return `replay ${id}: ${facts.join(', ')}`;
}

function tablesText(tables: readonly TableShare[]): string {
  const rows = tables.map(({ table, files, bytes, jobs, modifications, left, aDay }) => [
    ...[table, files, bytes, jobs, modifications].map((fact) => fact.toLocaleString('en')),
    `${left.toLocaleString('en')} of ${aDay.toLocaleString('en')}`,
    left > 0 ? `${Math.ceil((modifications / left) * 100)} %` : '–',
  ]);
  const head = ['TABLE', 'FILES', 'BYTES', 'JOBS', 'MODIFICATIONS', 'LEFT TODAY', 'SHARE'];
  return columnsText(head, rows, head.slice(1));
}

function itemsText(items: readonly Item[]): string {
  const rows = items
    .slice(0, SHOWN)
    .map((item) => [
      inWords(item),
      'processId' in item ? item.processId : '',
      item.destination,
      item.files > 1 ? `${item.url} and ${item.files - 1} more` : item.url,
    ]);
  const more = items.length > SHOWN ? [`and ${items.length - SHOWN} more: --json shows all`] : [];
  return [columnsText(['DOES', 'PROCESS', 'TABLE', 'FILE'], rows), ...more].join('\n');
}

const FOLLOWS = {
  rule: 'run again, by the rule as it is now',
  actions: 'continue, with the actions of the rule as it is now',
  journal: 'run again, as it was planned',
} as const;

function inWords(item: Item): string {
  switch (item.does) {
    case 'restart':
      return FOLLOWS[item.follows];
    case 'wake':
      return item.stops ? `stop job ${item.stops.jobId}, so that it fails and can be replayed` : 'wake';
    case 'takeIn':
      return 'take in';
    case 'putBack':
      return 'put back';
    case 'reload':
      return `load again (${item.loaded})`;
  }
}

const leftLine = ({ left, why, count, first }: LeftTally): string =>
  `${left} ${count}: ${why} (${count > 1 ? `the first: ${first}` : first})`;

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

function bytesText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toPrecision(3)} ${UNITS[power]}`;
}
