import { splitPartition } from '../common/partition.ts';
import type { Ingestion, Plan } from '../model/plan.ts';
import { fullTableName } from '../model/table.ts';
import { loadParts } from '../plan/loadParts.ts';
import type { Item } from './item.ts';

export type Effort = Pick<Item, 'jobs' | 'queries' | 'modifications'>;

export const NO_EFFORT: Effort = { jobs: 0, queries: 0, modifications: {} };

/** What a plan takes from its beginning, at most, and how often it modifies each table; actions are not counted. */
export function effortOf({ ingestion, sources }: Plan): Effort {
  if (ingestion === undefined) return NO_EFFORT;
  const { transient, destinations } = ingestion;
  const loads = loadParts(sources).length;
  const moves = transient === undefined ? 0 : destinations.length;
  const each = transient === undefined ? loads : isDml(ingestion) ? 0 : 1;
  return {
    jobs: loads + moves,
    queries: transient?.move.method === 'COPY' ? 0 : moves,
    modifications: Object.fromEntries(destinations.map((table) => [tableOf(fullTableName(table)), each])),
  };
}

/** DML is no modification that BigQuery's limit counts (quotas and limits: standard tables). */
const isDml = ({ transient }: Ingestion): boolean => transient?.move.method === 'DML';

const tableOf = (name: string): string => splitPartition(name).table;
