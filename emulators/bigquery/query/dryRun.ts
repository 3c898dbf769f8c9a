import { child, children, type Flat, flatten } from '../../googlesql/nodes.ts';
import { sourceOf } from '../../googlesql/source.ts';
import { describeQuery } from '../engine/describe.ts';
import type { Session } from '../engine/session.ts';
import { ApiError } from '../errors/apiError.ts';
import { prepareStatement } from '../evaluation/prepareStatement.ts';
import { fieldsOfQuery } from '../evaluation/queryFields.ts';
import type { JobStatistics, QueryConfiguration } from '../rest/resources.ts';
import { SqlError } from '../sql/model/errors.ts';
import type { TranslateContext } from '../sql/model/types.ts';
import { sqlErrorOf } from '../sql/sqlErrorOf.ts';
import { isScript as isLegacyScript, translate } from '../sql/translate.ts';
import type { StubContext } from '../state/context.ts';
import type { JobRef } from '../state/job.ts';
import { definitionOf } from './script/definitionOf.ts';
import { parameterValues } from './script/parameterValues.ts';
import { parsed } from './script/parseScript.ts';
import { isScript } from './script/runScript.ts';
import { preparing } from './script/startScript.ts';
import { newScriptState } from './script/state.ts';
import { translateContext } from './translateContext.ts';

type QueryStatistics = NonNullable<JobStatistics['query']>;

/** What a query would do, without doing it. @throws ApiError `invalidQuery` or `notFound`: a dry run has no job to fail. */
export async function dryRun(
  configuration: QueryConfiguration,
  ref: Pick<JobRef, 'projectId' | 'location'>,
  context: StubContext,
): Promise<QueryStatistics> {
  const sql = configuration.query ?? '';
  const names = translateContext(configuration, ref, context);
  try {
    return await context.catalog.engine.use((session) =>
      names.legacy ? legacyDryRun(sql, names, session) : described({ sql, names, context, session }),
    );
  } catch (error) {
    const { reason, message } = sqlErrorOf(error, sql);
    throw new ApiError(reason === 'notFound' ? 404 : 400, reason, message, reason === 'invalidQuery' ? 'q' : undefined);
  }
}

async function legacyDryRun(sql: string, names: TranslateContext, session: Session): Promise<QueryStatistics> {
  if (isLegacyScript(sql)) return { statementType: 'SCRIPT', totalBytesProcessed: '0' };
  const [statement] = translate(sql, names);
  if (!statement) throw new SqlError('Syntax error: Unexpected end of script', { line: 1, column: 1 });
  const base = { statementType: statement.kind, totalBytesProcessed: '0' };
  return statement.kind === 'SELECT'
    ? { ...base, schema: { fields: await describeQuery(session, statement.sql) } }
    : base;
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
  names: TranslateContext;
  context: StubContext;
  session: Session;
}

async function described({ sql, names, context, session }: Dry): Promise<QueryStatistics> {
  const { googleSql } = context;
  const { script, source } = await parsed(googleSql, sourceOf(sql));
  if (isScript(script)) return { statementType: 'SCRIPT', totalBytesProcessed: '0' };
  const node = onlyStatement(flatten(script));
  const state = newScriptState(await parameterValues(names.parameters ?? [], googleSql));
  const world = preparing(state, { context, translate: names, session });
  const type = TYPES[node.kind];
  const analyzed = type === undefined ? child(node, 'query') : node;
  const prepared = analyzed && (await prepareStatement({ node: analyzed, source }, world));
  const statementType = type ?? definitionOf({ node, source }, names).kind;
  const base = { statementType, totalBytesProcessed: '0' };
  return prepared && type === 'SELECT' ? { ...base, schema: { fields: fieldsOfQuery(prepared.resolved) } } : base;
}

function onlyStatement(script: Flat): Flat {
  const list = child(script, 'statementListNode');
  const [only] = list ? children(list, 'statementList') : [];
  if (!only) throw new SqlError('Syntax error: Unexpected end of script', { line: 1, column: 1 });
  return only;
}
