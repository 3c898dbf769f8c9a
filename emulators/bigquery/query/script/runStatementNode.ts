import { child, type Flat } from '../../../googlesql/nodes.ts';
import { SqlError, unsupportedSql } from '../../errors/sqlError.ts';
import { changeOf } from './changeOf.ts';
import { defineFunction } from './defineFunction.ts';
import { evaluateValue, textOf } from './evaluateValue.ts';
import { runDefinition } from './runDefinition.ts';
import type { Placed, Running } from './scriptRun.ts';
import { selectOf } from './selectOf.ts';

/** Runs one statement that is no control flow. @throws SqlError, ApiError */
export async function runStatementNode(statement: Placed & { node: Flat }, running: Running): Promise<void> {
  const { run } = running;
  const { node } = statement;
  switch (node.kind) {
    case 'QueryStatement':
      return run.perform(await selectOf(statement, running));
    case 'InsertStatement':
    case 'UpdateStatement':
    case 'DeleteStatement':
    case 'MergeStatement':
    case 'TruncateStatement':
      return run.perform(await changeOf(statement, running));
    case 'CreateFunctionStatement':
      return defineFunction(statement, running);
    case 'AssertStatement':
      return assert(statement, running);
    case 'BeginStatement':
      return run.perform({ kind: 'BEGIN_TRANSACTION' });
    case 'CommitStatement':
      return run.perform({ kind: 'COMMIT_TRANSACTION' });
    case 'RollbackStatement':
      return run.perform({ kind: 'ROLLBACK_TRANSACTION' });
    default:
      return runDefinition(statement, running);
  }
}

async function assert({ node, source }: Placed & { node: Flat }, { run, state }: Running): Promise<void> {
  const expression = child(node, 'expr');
  if (!expression) throw unsupportedSql(textOf(node, source));
  const { value } = await evaluateValue(run, state, { expression, source, type: { typeKind: 'TYPE_BOOL' } });
  const description = child(node, 'description')?.['stringValue'];
  if (value.boolValue !== true) throw new SqlError(typeof description === 'string' ? description : 'Assertion failed');
  await run.perform({ kind: 'ASSERT' });
}
