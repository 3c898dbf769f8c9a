import type { Transaction } from '../catalog/transaction.ts';
import type { Session } from '../engine/session.ts';
import { inBigQueryWords } from '../engine/sqlErrorOf.ts';
import { SqlError } from '../errors/sqlError.ts';
import { nameContext, writtenIn } from '../query/nameContext.ts';
import { createQueryRun, type QueryRun } from '../query/queryRun.ts';
import { runStatement } from '../query/runStatement.ts';
import { type ParsedScript, parsed } from '../query/script/parseScript.ts';
import { isScript } from '../query/script/runScript.ts';
import { startScript } from '../query/script/startScript.ts';
import type { Statement } from '../query/script/statement.ts';
import { sqlJobError } from '../query/sqlJobError.ts';
import type { StubContext } from '../state/context.ts';
import { type JobRecord, jobName } from '../state/job.ts';
import type { StatementOutcome } from '../state/statementOutcome.ts';
import type { JobOutcome, PreparedJob } from './executor.ts';

/** Reads the script, so that a syntax error comes before anything is done; the commit runs it. */
export async function prepareQuery(record: JobRecord, context: StubContext, signal: AbortSignal): Promise<PreparedJob> {
  const script = await checked(record, context);
  const isMany = isScript(script.script);
  const session = await context.catalog.engine.connect();
  const interrupt = (): void => session.connection.interrupt();
  signal.addEventListener('abort', interrupt);
  return {
    commit: () => runQuery({ record, context, session, script, isMany, signal }),
    async dispose() {
      signal.removeEventListener('abort', interrupt);
      session.close();
    },
  };
}

/** The script as a tree. @throws JobError */
async function checked({ configuration, ref }: JobRecord, context: StubContext): Promise<ParsedScript> {
  const { query = {} } = configuration;
  try {
    return await parsed(context.googleSql, writtenIn(query.query ?? '', nameContext(query, ref, context)));
  } catch (error) {
    throw sqlJobError(error);
  }
}

interface Query {
  record: JobRecord;
  context: StubContext;
  session: Session;
  script: ParsedScript;
  /** A script of several statements, which each have a job of their own. */
  isMany: boolean;
  signal: AbortSignal;
}

async function runQuery({ record, context, session, script, isMany, signal }: Query): Promise<JobOutcome> {
  const outcomes: StatementOutcome[] = [];
  if (isMany) markBegun(record, context);
  const run = createQueryRun({
    context,
    record,
    session,
    beforeCommit: (tx, outcome) => keepOutcome(tx, record, isMany ? undefined : outcome),
  });
  try {
    const names = nameContext(record.configuration.query ?? {}, record.ref, context);
    const checkpoint = (): void => signal.throwIfAborted();
    const perform = async (statement: Statement): Promise<void> => {
      checkpoint();
      outcomes.push(await runChild({ run, statement, isMany, index: outcomes.length }));
    };
    await startScript({ script, context, names, session, perform, checkpoint });
    return outcomeOf(outcomes, isMany);
  } catch (error) {
    throw sqlJobError(inBigQueryWords(error));
  } finally {
    await run.rollback();
  }
}

/** A script is not run again after a crash: some of its statements may have been committed. */
function markBegun(record: JobRecord, { jobs }: StubContext): void {
  record.isUnrepeatable = true;
  jobs.save(jobs.get(record.ref));
}

/** A single statement is done with its transaction, whatever becomes of the server after it. */
async function keepOutcome(tx: Transaction, { ref }: JobRecord, outcome: StatementOutcome | undefined): Promise<void> {
  if (outcome) await tx.putFinishedJob(jobName(ref), outcomeOf([outcome], false));
}

interface Child {
  run: QueryRun;
  statement: Statement;
  isMany: boolean;
  index: number;
}

async function runChild({ run, statement, isMany, index }: Child): Promise<StatementOutcome> {
  if (isMany && run.configuration.destinationTable && statement.kind === 'SELECT') {
    throw new SqlError('configuration.query.destinationTable cannot be set for scripts');
  }
  const startTime = Date.now();
  const outcome = await runStatement(run, statement);
  if (isMany) addChildJob(run, { outcome, startTime, index });
  return outcome;
}

function addChildJob(
  { context, record }: QueryRun,
  { outcome, startTime, index }: { outcome: StatementOutcome; startTime: number; index: number },
): void {
  const { ref } = record;
  context.jobs.add({
    ref: { ...ref, jobId: `script_job_${ref.jobId}_${index}`.slice(0, 1024) },
    type: 'QUERY',
    configuration: record.configuration,
    state: 'DONE',
    statistics: { query: outcome.statistics },
    creationTime: startTime,
    startTime,
    endTime: Date.now(),
    parentJobId: ref.jobId,
    ...(outcome.result ? { result: outcome.result } : {}),
  });
}

function outcomeOf(outcomes: readonly StatementOutcome[], isMany: boolean): JobOutcome {
  const last = outcomes.at(-1);
  const result = outcomes.findLast((outcome) => outcome.result)?.result;
  if (!isMany)
    return { statistics: { query: last?.statistics ?? {}, totalBytesProcessed: '0' }, ...(result ? { result } : {}) };
  return {
    statistics: {
      query: { statementType: 'SCRIPT', totalBytesProcessed: '0' },
      numChildJobs: String(outcomes.length),
      totalBytesProcessed: '0',
    },
    ...(result ? { result } : {}),
  };
}
