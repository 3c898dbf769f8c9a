import type { Deps } from '../deps/deps.ts';
import { type TableName, tableNameOf } from '../model/table.ts';
import { parseTable } from '../rule/destination.ts';

/** The table that a request names, by its full name; without a project it is in the functions' own. Throws a RuleError. */
export const tableNamed = (text: string, { settings }: Pick<Deps, 'settings'>): TableName =>
  tableNameOf(parseTable(text), settings.projectId);
