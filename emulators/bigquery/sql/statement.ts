import { quoteText } from '../schema/names.ts';
import type { Emission } from './emission/emission.ts';
import { ddlStatement } from './emit/ddl.ts';
import { dmlStatement } from './emit/dml.ts';
import { fail } from './macros/macro.ts';
import type { Assert, Plain } from './model/statementAst.ts';
import type { Statement } from './model/types.ts';

const TRANSACTIONS = {
  BEGIN: { kind: 'BEGIN_TRANSACTION', sql: 'BEGIN TRANSACTION' },
  COMMIT: { kind: 'COMMIT_TRANSACTION', sql: 'COMMIT' },
  ROLLBACK: { kind: 'ROLLBACK_TRANSACTION', sql: 'ROLLBACK' },
} as const satisfies Record<string, Statement>;

/** One statement, translated; `source` is the script that it stands in. */
export function statementOf(node: Plain, source: string, emit: Emission): Statement {
  switch (node.kind) {
    case 'query':
      return { kind: 'SELECT', sql: emit.query(node.query) };
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
    case 'truncate':
      return dmlStatement(node, emit);
    case 'transaction':
      return TRANSACTIONS[node.what];
    case 'assert':
      return assertion(node, emit);
    default:
      return ddlStatement(node, source, emit);
  }
}

function assertion({ condition, description }: Assert, emit: Emission): Statement {
  const message = quoteText(description ?? 'Assertion failed');
  return {
    kind: 'ASSERT',
    sql: `SELECT CASE WHEN ${emit.expression(condition)} THEN TRUE ELSE ${fail(message, 'BOOLEAN')} END`,
  };
}
