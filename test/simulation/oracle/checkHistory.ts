import { historyRows } from '../../support/historyRows.ts';
import type { World } from '../world/world.ts';
import { nameOf } from './checkBooks.ts';
import { type EndedProcess, type Entry, entryOf } from './ledger.ts';
import type { Problem } from './problem.ts';

const STATUS: Readonly<Record<string, string>> = {
  loaded: 'Loaded',
  setAside: 'Set aside',
  failed: 'Failed',
  superseded: 'Superseded',
  refused: 'Refused',
};

/** The history says of every version and process what the ledger and the journal say, once. */
export function checkHistory(world: World, processes: ReadonlyMap<string, EndedProcess>): Problem[] {
  const { cloud } = world;
  const files = Map.groupBy(historyRows(cloud, 'file_history'), (row) => `${row['file_name']}#${row['generation']}`);
  const ended = Map.groupBy(historyRows(cloud, 'process_history'), (row) => String(row['process_id']));
  const told = [
    ...world.versions.map((version) => {
      const entry = entryOf(version, world, processes);
      const seen = files.get(`${version.file.name}#${version.file.generation}`) ?? [];
      return { what: nameOf(version), seen, expected: entry === undefined ? undefined : statusOf(entry) };
    }),
    ...[...processes.values()].map(({ id, status }) => {
      return { what: `process ${id}`, seen: ended.get(id) ?? [], expected: status === 'running' ? undefined : status };
    }),
  ];
  return told.flatMap(({ what, seen, expected }) => {
    const statuses = seen.map(({ status }) => status).join(', ');
    return statuses === (expected ?? '')
      ? []
      : [{ check: 'history', text: `${what} is ${expected}, and the history says: ${statuses}` }];
  });
}

/** Where nothing is to be told of a file but that it was loaded, its process alone says so. */
function statusOf({ status, process }: Entry): string | undefined {
  const isLoaded = process?.status === 'done' || process?.status === 'actionFailed';
  if (status === 'batched' && isLoaded) return 'Loaded';
  return status === 'loading' && process?.status === 'done' ? 'Loaded' : STATUS[String(status)];
}
