import type { Transaction } from '../catalog/transaction.ts';
import type { Session } from '../engine/session.ts';
import { unsupportedSql } from '../errors/sqlError.ts';
import type { QueryConfiguration } from '../rest/resources.ts';
import { tableName } from '../schema/names.ts';
import type { StubContext } from '../state/context.ts';
import type { JobRecord } from '../state/job.ts';
import type { StatementOutcome } from '../state/statementOutcome.ts';
import type { TableId } from './script/statement.ts';

/** A query job while it runs: one connection for all its statements, and the transaction that a script may have begun. */
export interface QueryRun {
  readonly context: StubContext;
  readonly record: JobRecord;
  readonly configuration: QueryConfiguration;
  readonly session: Session;
  /** Runs work that writes: in the script's transaction, or in one of its own under the table's lock. */
  write(target: TableId, work: (tx: Transaction) => Promise<StatementOutcome>): Promise<StatementOutcome>;
  begin(): void;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

export interface QueryRunOptions {
  context: StubContext;
  record: JobRecord;
  session: Session;
  /** Called in the last moment of each transaction that is not part of the script's. */
  beforeCommit(tx: Transaction, outcome: StatementOutcome): Promise<void>;
}

export function createQueryRun({ context, record, session, beforeCommit }: QueryRunOptions): QueryRun {
  const { catalog } = context;
  let isOpen = false;
  let open: Transaction | undefined;

  async function writeWithin(
    projectId: string,
    work: (tx: Transaction) => Promise<StatementOutcome>,
  ): Promise<StatementOutcome> {
    open ??= await catalog.begin(projectId, session);
    if (open.projectId !== projectId) throw unsupportedSql('a transaction that writes to several projects');
    return work(open);
  }

  return {
    context,
    record,
    configuration: record.configuration.query ?? {},
    session,
    write(target, work) {
      if (isOpen) return writeWithin(target.projectId, work);
      return catalog.locks.hold([tableName(target)], () =>
        context.heavyWork(() =>
          catalog.transact(
            target.projectId,
            async (tx) => {
              const outcome = await work(tx);
              await beforeCommit(tx, outcome);
              return outcome;
            },
            session,
          ),
        ),
      );
    },
    begin() {
      isOpen = true;
    },
    async commit() {
      isOpen = false;
      await open?.commit();
      open = undefined;
    },
    async rollback() {
      isOpen = false;
      await open?.rollback();
      open = undefined;
    },
  };
}
