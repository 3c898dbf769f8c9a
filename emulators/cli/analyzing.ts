import type { SqlAnalysis, SqlNames } from '../../functions/cli/sql/sqlReader.ts';
import { fullTableName, type TableField, type TableName } from '../../functions/src/model/table.ts';
import { ApiError } from '../bigquery/errors/apiError.ts';
import { SqlError } from '../bigquery/errors/sqlError.ts';
import type { Binder } from '../bigquery/evaluation/boundTable.ts';
import { prepareStatement } from '../bigquery/evaluation/prepareStatement.ts';
import { tableIdOfNames } from '../bigquery/query/script/tableIdOfNames.ts';
import { canonicalFields, type Field } from '../bigquery/schema/field.ts';
import type { GoogleSql } from '../googlesql/googleSql.ts';
import { GoogleSqlError } from '../googlesql/googleSqlError.ts';
import type { ConstantProto, FunctionProto, Node } from '../googlesql/messages.ts';
import type { Flat } from '../googlesql/nodes.ts';
import type { Source } from '../googlesql/source.ts';

/** What an analysis has found so far. */
export type Found = Omit<SqlAnalysis, 'unknown' | 'changed'> & {
  unknown: Map<string, TableName>;
  changed: Map<string, readonly TableField[] | undefined>;
  isWhole: boolean;
};

/** A script that is being analyzed. */
export interface Analyzing {
  names: SqlNames;
  googleSql: GoogleSql;
  found: Found;
  /** The script's own tables, by upper-case name. */
  temporary: Map<string, readonly Field[] | undefined>;
  /** Its variables. */
  constants: ConstantProto[];
  /** Its own functions. */
  functions: FunctionProto[];
}

/** A statement, or a part of one, where it is written. */
export interface Placed {
  node: Flat;
  source: Source;
}

type Fragment = Pick<Parameters<typeof prepareStatement>[0], 'before' | 'after' | 'types'>;

/** The resolved statement; undefined where it names a table that nobody knows. */
export async function resolved(placed: Placed, analyzing: Analyzing, around: Fragment = {}): Promise<Node | undefined> {
  const { googleSql, constants, functions } = analyzing;
  const missing = { count: 0 };
  const preparing = {
    ...{ googleSql, bind: binder(analyzing, missing) },
    names: { constants, functions, parameters: [] },
  };
  try {
    const { resolved: node } = await prepareStatement({ ...placed, ...around }, preparing);
    return missing.count === 0 ? node : undefined;
  } catch (error) {
    // What is said of a table without columns is not to be believed.
    if (missing.count === 0) throw error;
    if (error instanceof SqlError || error instanceof ApiError || error instanceof GoogleSqlError) return undefined;
    throw error;
  }
}

const PARTITION_TIME: readonly Field[] = [
  { name: '_PARTITIONTIME', type: 'TIMESTAMP', mode: 'NULLABLE' },
  { name: '_PARTITIONDATE', type: 'DATE', mode: 'NULLABLE' },
];

function binder({ names, found, temporary }: Analyzing, missing: { count: number }): Binder {
  const bound = (name: string, fields: readonly Field[] | undefined, hidden: readonly Field[] = []) => {
    if (fields === undefined) missing.count += 1;
    return { name, fields: fields ?? [], hidden, source: () => Promise.reject(new Error('Nothing is run here.')) };
  };
  return async (path) => {
    const own = (path[0] ?? '').toUpperCase();
    if (path.length === 1 && temporary.has(own)) return bound(path[0] ?? '', temporary.get(own));
    const table = tableIdOfNames(path, names);
    const name = fullTableName(table);
    if (found.changed.has(name)) return bound(name, canonicalOf(found.changed.get(name)));
    const known = await names.find(table);
    const fields = canonicalOf(known?.fields);
    if (fields === undefined) found.unknown.set(name, table);
    return bound(name, fields, known?.isByIngestionTime ? PARTITION_TIME : []);
  };
}

/** Nothing is known of a table with a column that the analyzer does not take. */
function canonicalOf(fields: readonly TableField[] | undefined): Field[] | undefined {
  if (fields === undefined || fields.length === 0) return undefined;
  try {
    return canonicalFields(fields);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
