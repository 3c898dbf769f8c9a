import { fullTableName, type TableName } from '../../../src/model/table.ts';
import type { KnownTable } from '../../sql/sqlReader.ts';
import type { TableSource } from '../../sql/tableSource.ts';
import type { Destinations } from './destinations.ts';

/** The tables that the SQL of one rule reads, and which of them were asked for. */
export interface Lookup {
  find(table: TableName): Promise<KnownTable | undefined>;
  /** By `fullTableName`, those that were found. */
  readonly read: ReadonlySet<string>;
}

/** The tables outside of a rule's own work, as they are once files were loaded. */
export function lookupIn({ look, destinations }: { look: TableSource; destinations: Destinations }): Lookup {
  const read = new Set<string>();
  return {
    read,
    async find(table) {
      const name = fullTableName(table);
      const found = destinations.has(name) ? destinations.get(name) : await look(table);
      if (found === undefined || found === 'missing') return undefined;
      read.add(name);
      return found;
    },
  };
}
