import type { Source } from '../../../googlesql/source.ts';
import type { Session } from '../../engine/session.ts';
import { unsupportedSql } from '../../errors/sqlError.ts';
import type { BoundTable } from '../../evaluation/boundTable.ts';
import { prepareStatement } from '../../evaluation/prepareStatement.ts';
import type { Change } from './change.ts';
import { type LaidAside, layAside } from './compute.ts';
import { firstStatement, parsed } from './parseScript.ts';

/** The names by which queries that are made of a statement read its own tables. */
export const TARGET = '__bqtail_target';
export const SOURCE = '__bqtail_source';

interface Query {
  source: Source;
  session: Session;
  /** What those names are. */
  tables: ReadonlyMap<string, BoundTable>;
}

/** The rows of a query that is made of a statement of DML, in a temporary table. */
export async function rowsOfText(
  { running: { run, state } }: Change,
  { source: written, session, tables }: Query,
): Promise<LaidAside> {
  const { script, source } = await parsed(run.googleSql, written);
  const node = firstStatement(script);
  if (!node) throw unsupportedSql('such a statement');
  const preparing = run.preparing(state);
  const bind: typeof preparing.bind = async (names, isTarget) =>
    tables.get(names[0] ?? '') ?? preparing.bind(names, isTarget);
  const prepared = await prepareStatement({ source, node }, { ...preparing, bind });
  return layAside(prepared, { ...run, session });
}
