import type { RowProto } from '../../../googlesql/messages.ts';
import { child, children, flatten } from '../../../googlesql/nodes.ts';
import type { Source } from '../../../googlesql/source.ts';
import type { Session } from '../../engine/session.ts';
import type { BoundTable } from '../../evaluation/boundTable.ts';
import { evaluateQuery, NotEvaluated } from '../../evaluation/evaluateStatement.ts';
import { prepareStatement } from '../../evaluation/prepareStatement.ts';
import { resultOf } from '../../evaluation/queryFields.ts';
import type { Field } from '../../schema/field.ts';
import type { Change } from './change.ts';
import { parsed } from './parseScript.ts';

/** The names by which queries that are made of a statement read its own tables. */
export const TARGET = '__bqtail_target';
export const SOURCE = '__bqtail_source';

interface Query {
  source: Source;
  session: Session;
  /** What those names are. */
  tables: ReadonlyMap<string, BoundTable>;
}

/** The rows of a query that is made of a statement of DML. */
export async function rowsOfText(change: Change, query: Query): Promise<RowProto[]> {
  return (await resultOfText(change, query)).rows;
}

export async function resultOfText(
  { running: { run, state } }: Change,
  { source: written, session, tables }: Query,
): Promise<{ fields: Field[]; rows: RowProto[] }> {
  const { script, source } = await parsed(run.googleSql, written);
  const list = child(flatten(script), 'statementListNode');
  const [node] = list ? children(list, 'statementList') : [];
  if (!node) throw new NotEvaluated();
  const preparing = run.preparing(state);
  const bind: typeof preparing.bind = async (names, isTarget) =>
    tables.get(names[0] ?? '') ?? preparing.bind(names, isTarget);
  const prepared = await prepareStatement({ source, node }, { ...preparing, bind });
  return resultOf(prepared.resolved, await evaluateQuery(prepared, { googleSql: run.googleSql, session }));
}
