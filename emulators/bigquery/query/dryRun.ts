import { describeQuery } from '../engine/describe.ts';
import { ApiError } from '../errors/apiError.ts';
import type { JobStatistics, QueryConfiguration } from '../rest/resources.ts';
import { SqlError } from '../sql/model/errors.ts';
import { sqlErrorOf } from '../sql/sqlErrorOf.ts';
import { isScript, translate } from '../sql/translate.ts';
import type { StubContext } from '../state/context.ts';
import type { JobRef } from '../state/job.ts';
import { translateContext } from './translateContext.ts';

/** What a query would do, without doing it. @throws ApiError `invalidQuery` or `notFound`: a dry run has no job to fail. */
export async function dryRun(
  configuration: QueryConfiguration,
  ref: Pick<JobRef, 'projectId' | 'location'>,
  context: StubContext,
): Promise<NonNullable<JobStatistics['query']>> {
  const sql = configuration.query ?? '';
  try {
    if (isScript(sql)) return { statementType: 'SCRIPT', totalBytesProcessed: '0' };
    const [statement] = translate(sql, translateContext(configuration, ref, context));
    if (!statement) throw new SqlError('Syntax error: Unexpected end of script', { line: 1, column: 1 });
    const base = { statementType: statement.kind, totalBytesProcessed: '0' };
    if (statement.kind !== 'SELECT') return base;
    const fields = await context.catalog.engine.use((session) => describeQuery(session, statement.sql));
    return { ...base, schema: { fields } };
  } catch (error) {
    const { reason, message } = sqlErrorOf(error, sql);
    throw new ApiError(reason === 'notFound' ? 404 : 400, reason, message, reason === 'invalidQuery' ? 'q' : undefined);
  }
}
