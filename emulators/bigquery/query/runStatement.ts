import { notFound } from '../errors/apiError.ts';
import { tableName, takeApart } from '../schema/names.ts';
import type { StatementOutcome } from '../state/statementOutcome.ts';
import type { QueryRun } from './queryRun.ts';
import { runAlter } from './runAlter.ts';
import { ddlOutcome, runCreateTable, runCreateView } from './runCreate.ts';
import { runDml } from './runDml.ts';
import { runSchemaDdl } from './runSchemaDdl.ts';
import { runSelect } from './runSelect.ts';
import type { Drop, Statement } from './script/statement.ts';

/** Runs one statement of a query job. @throws SqlError, ApiError, JobError, or what DuckDB throws */
export function runStatement(run: QueryRun, statement: Statement): Promise<StatementOutcome> {
  switch (statement.kind) {
    case 'SELECT':
      return runSelect(run, statement);
    case 'INSERT':
    case 'UPDATE':
    case 'DELETE':
    case 'MERGE':
    case 'TRUNCATE_TABLE':
      return runDml(run, statement);
    case 'CREATE_TABLE':
    case 'CREATE_TABLE_AS_SELECT':
      return runCreateTable(run, statement);
    case 'CREATE_VIEW':
      return runCreateView(run, statement);
    case 'ALTER_TABLE':
    case 'ALTER_VIEW':
      return runAlter(run, statement);
    case 'CREATE_SCHEMA':
    case 'ALTER_SCHEMA':
    case 'DROP_SCHEMA':
      return runSchemaDdl(run, statement);
    case 'DROP_TABLE':
    case 'DROP_VIEW':
      return runDrop(run, statement);
    case 'CREATE_FUNCTION':
    case 'ASSERT':
      return Promise.resolve({ statistics: { statementType: statement.kind, totalBytesProcessed: '0' } });
    case 'BEGIN_TRANSACTION':
    case 'COMMIT_TRANSACTION':
    case 'ROLLBACK_TRANSACTION':
      return runTransaction(run, statement.kind);
  }
}

async function runDrop(
  run: QueryRun,
  { kind, sql, target, ddl }: Extract<Drop, { kind: 'DROP_TABLE' | 'DROP_VIEW' }>,
): Promise<StatementOutcome> {
  const { table: ref } = takeApart(target);
  if (sql !== undefined) return runTemporary(run, { kind, sql });
  return run.write(ref, async (tx) => {
    const meta = tx.findTable(ref);
    if (!meta || (meta.view !== undefined) !== (kind === 'DROP_VIEW')) {
      if (ddl.ifExists) return ddlOutcome(kind, 'SKIP', ref);
      throw notFound(`Not found: Table ${tableName(ref)}`);
    }
    await tx.removeTable(ref);
    return ddlOutcome(kind, 'DROP', ref);
  });
}

async function runTemporary(
  { context, session }: QueryRun,
  { kind, sql }: { kind: string; sql: string },
): Promise<StatementOutcome> {
  await context.heavyWork(() => session.run(sql));
  return { statistics: { statementType: kind, totalBytesProcessed: '0' } };
}

async function runTransaction(
  run: QueryRun,
  kind: 'BEGIN_TRANSACTION' | 'COMMIT_TRANSACTION' | 'ROLLBACK_TRANSACTION',
): Promise<StatementOutcome> {
  if (kind === 'BEGIN_TRANSACTION') run.begin();
  else if (kind === 'COMMIT_TRANSACTION') await run.commit();
  else await run.rollback();
  return { statistics: { statementType: kind, totalBytesProcessed: '0' } };
}
