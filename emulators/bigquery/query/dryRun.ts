import { child, type Flat, flatten } from '../../googlesql/nodes.ts';
import type { Session } from '../engine/session.ts';
import { sqlErrorOf } from '../engine/sqlErrorOf.ts';
import { ApiError } from '../errors/apiError.ts';
import { SqlError } from '../errors/sqlError.ts';
import { prepareStatement } from '../evaluation/prepareStatement.ts';
import { fieldsOfQuery } from '../evaluation/queryFields.ts';
import type { JobStatistics, QueryConfiguration } from '../rest/resources.ts';
import type { StubContext } from '../state/context.ts';
import type { JobRef } from '../state/job.ts';
import { nameContext, writtenIn } from './nameContext.ts';
import { definitionOf } from './script/definitionOf.ts';
import { parameterValues } from './script/parameterValues.ts';
import { firstStatement, parsed } from './script/parseScript.ts';
import { isScript } from './script/runScript.ts';
import { preparing, scriptRun } from './script/startScript.ts';
import { newScriptState } from './script/state.ts';
import type { NameContext } from './script/statement.ts';

type QueryStatistics = NonNullable<JobStatistics['query']>;

/** What a query would do, without doing it. @throws ApiError `invalidQuery`, `notFound` or `notImplemented`: a dry run has no job to fail. */
export async function dryRun(
  configuration: QueryConfiguration,
  ref: Pick<JobRef, 'projectId' | 'location'>,
  context: StubContext,
): Promise<QueryStatistics> {
  const sql = configuration.query ?? '';
  const names = nameContext(configuration, ref, context);
  try {
    return await context.catalog.engine.use((session) => described({ sql, names, context, session }));
  } catch (error) {
    if (error instanceof ApiError) throw error;
    const { reason, message } = sqlErrorOf(error);
    throw new ApiError(reason === 'notFound' ? 404 : 400, reason, message, reason === 'invalidQuery' ? 'q' : undefined);
  }
}

const TYPES: Readonly<Record<string, string>> = {
  QueryStatement: 'SELECT',
  InsertStatement: 'INSERT',
  UpdateStatement: 'UPDATE',
  DeleteStatement: 'DELETE',
  MergeStatement: 'MERGE',
  TruncateStatement: 'TRUNCATE_TABLE',
};

interface Dry {
  sql: string;
  names: NameContext;
  context: StubContext;
  session: Session;
}

async function described({ sql, names, context, session }: Dry): Promise<QueryStatistics> {
  const { googleSql } = context;
  const { script, source } = await parsed(googleSql, writtenIn(sql, names));
  if (isScript(script)) return { statementType: 'SCRIPT', totalBytesProcessed: '0' };
  const node = onlyStatement(flatten(script));
  const state = newScriptState(await parameterValues(names.parameters ?? [], googleSql));
  const world = { context, names, session };
  const type = TYPES[node.kind];
  const analyzed = type === undefined ? child(node, 'query') : node;
  const prepared = analyzed && (await prepareStatement({ node: analyzed, source }, preparing(state, world)));
  const running = { run: scriptRun(world, { perform: async () => undefined, checkpoint: () => undefined }), state };
  const statementType = type ?? (await definitionOf({ node, source }, running)).kind;
  const base = { statementType, totalBytesProcessed: '0' };
  return prepared && type === 'SELECT' ? { ...base, schema: { fields: fieldsOfQuery(prepared.resolved) } } : base;
}

function onlyStatement(script: Flat): Flat {
  const only = firstStatement(script);
  if (!only) throw new SqlError('Syntax error: Unexpected end of script', { line: 1, column: 1 });
  return only;
}
