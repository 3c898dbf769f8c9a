import type { SqlAnalysis, SqlNames } from '../../functions/cli/sql/sqlReader.ts';
import { ApiError } from '../bigquery/errors/apiError.ts';
import { SqlError } from '../bigquery/errors/sqlError.ts';
import { parsed } from '../bigquery/query/script/parseScript.ts';
import type { GoogleSql } from '../googlesql/googleSql.ts';
import { GoogleSqlError } from '../googlesql/googleSqlError.ts';
import { child, children, flatten } from '../googlesql/nodes.ts';
import { indexAt, sourceOf } from '../googlesql/source.ts';
import type { Analyzing, Found } from './analyzing.ts';
import { isDoubtful } from './isDoubtful.ts';
import { STATEMENTS } from './statements.ts';

/** Analyzes a script over tables whose columns are handed in; nothing of it is run. @throws Error where the service cannot be started */
export async function analyzeSql(script: string, names: SqlNames, googleSql: GoogleSql): Promise<SqlAnalysis> {
  const found: Found = { unknown: new Map(), changed: new Map(), isWhole: true };
  const analyzing: Analyzing = { names, googleSql, found, temporary: new Map(), constants: [], functions: [] };
  let isRewritten = false;
  try {
    const { script: tree, source } = await parsed(googleSql, sourceOf(script));
    isRewritten = source.text !== script;
    const list = child(flatten(tree), 'statementListNode');
    for (const node of list ? children(list, 'statementList') : []) {
      const look = STATEMENTS[node.kind];
      if (!look) {
        found.isWhole = false;
        break;
      }
      await look({ node, source }, analyzing);
    }
  } catch (error) {
    found.isWhole = false;
    const fault = faultOf(error, { script, isRewritten });
    if (fault) found.fault = fault;
  }
  const { unknown, ...rest } = found;
  return { ...rest, unknown: [...unknown.values()] };
}

/** What is wrong with the SQL; undefined for what the analyzer, and not BigQuery, cannot do. */
function faultOf(
  error: unknown,
  { script, isRewritten }: { script: string; isRewritten: boolean },
): SqlAnalysis['fault'] {
  if (error instanceof ApiError || error instanceof GoogleSqlError) return undefined;
  if (!(error instanceof SqlError)) throw error;
  const { line, column, reason } = error;
  const isPlaced = line !== undefined && column !== undefined;
  const message = isPlaced ? error.message.replace(` at [${line}:${column}]`, '') : error.message;
  if (reason !== 'invalidQuery' || isDoubtful(message, { isRewritten })) return undefined;
  return isPlaced ? { message, at: indexAt(script, { line, column }) } : { message };
}
