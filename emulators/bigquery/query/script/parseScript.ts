import type { GoogleSql } from '../../../googlesql/googleSql.ts';
import { GoogleSqlError } from '../../../googlesql/googleSqlError.ts';
import type { Node } from '../../../googlesql/messages.ts';
import { child, children, type Flat, flatten } from '../../../googlesql/nodes.ts';
import type { Source } from '../../../googlesql/source.ts';
import { SqlError } from '../../errors/sqlError.ts';
import { parseRewritten } from '../../evaluation/rewrite/parseRewritten.ts';
import { statementError } from '../../evaluation/statementError.ts';

/** A script as a tree, and the text that the tree is of: what GoogleSQL's service is too old for is rewritten. */
export interface ParsedScript {
  script: Node;
  source: Source;
}

/** @throws SqlError for a text that is no GoogleSQL, or that is empty */
export async function parsed(googleSql: GoogleSql, written: Source): Promise<ParsedScript> {
  try {
    const { script, source } = await parseRewritten(googleSql, written);
    if (firstStatement(script) === undefined)
      throw new SqlError('Syntax error: Unexpected end of statement', { line: 1, column: 1 });
    return { script, source };
  } catch (error) {
    throw error instanceof GoogleSqlError ? statementError(error, written.text, (at) => at) : error;
  }
}

/** The first statement of a script, where it has one. */
export function firstStatement(script: Node): Flat | undefined {
  const list = child(flatten(script), 'statementListNode');
  return list && children(list, 'statementList')[0];
}
