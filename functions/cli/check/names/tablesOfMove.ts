import type { TransientIngestion } from '../../../src/model/plan.ts';
import { fullTableName, type TableInfo, type TableName } from '../../../src/model/table.ts';
import { withoutPartition } from '../../sql/movesOf.ts';
import type { KnownTable } from '../../sql/sqlReader.ts';
import { namedTable } from './namedTable.ts';
import type { RuleAtHand } from './ruleAtHand.ts';

/** The tables that a move of rows is planned by. */
export interface MoveTables {
  /** By `fullTableName`. */
  known: ReadonlyMap<string, TableInfo>;
  /** Whether each destination is known, be it that there is none yet. */
  areDestinationsKnown: boolean;
}

/** The tables that say what the columns of the temporary table are; the unknown ones where they do not. */
export async function tablesOfMove(
  hand: RuleAtHand,
  ingestion: TransientIngestion,
): Promise<MoveTables | { unknown: TableName[] }> {
  const { transient, template, destinations, load, recovery } = ingestion;
  // Whatever the files bring becomes a column.
  if (transient.autodetect || recovery.addsFields || (load.schemaUpdateOptions ?? []).length > 0)
    return { unknown: [] };
  const isNamed = namedTable(hand.loaded.rule.Dest.Table, {}, hand.projectId) !== undefined;
  const named = [...destinations, transient.move.destination, template, transient.template];
  const found: Looked[] = [];
  for (const name of named.filter((table) => table !== undefined).map(withoutPartition))
    found.push({ name, table: await hand.look(name) });
  if (!isTold(ingestion, { found, isNamed }))
    return { unknown: isNamed ? [transient.template ?? template ?? transient.move.destination] : [] };
  const known = found.flatMap(({ name, table }): [string, TableInfo][] =>
    typeof table === 'object' ? [[fullTableName(name), { name, fields: table.fields }]] : [],
  );
  const areDestinationsKnown = isNamed && destinations.every((table) => lookedUp(found, table) !== undefined);
  return { known: new Map(known), areDestinationsKnown };
}

interface Looked {
  name: TableName;
  table: KnownTable | 'missing' | undefined;
}

const lookedUp = (found: readonly Looked[], table: TableName): Looked['table'] =>
  found.find(({ name }) => fullTableName(name) === fullTableName(withoutPartition(table)))?.table;

interface Known {
  found: readonly Looked[];
  /** Whether the name of the destination does not depend on the file. */
  isNamed: boolean;
}

function isTold({ transient, template }: TransientIngestion, { found, isNamed }: Known): boolean {
  const isThere = (table: TableName): boolean => typeof lookedUp(found, table) === 'object';
  if (transient.template) return isThere(transient.template);
  if (transient.fields) return true;
  const { destination } = transient.move;
  if (!isNamed) return false;
  return template ? isThere(template) && lookedUp(found, destination) !== undefined : isThere(destination);
}
