import { rangeOf } from '../../../googlesql/nodes.ts';
import { stageRows } from '../../evaluation/stageRows.ts';
import { fieldOf } from '../../evaluation/typeProto.ts';
import { quoteName } from '../../schema/names.ts';
import { EMPTY_SCOPE } from '../../sql/emission/scope.ts';
import { unsupportedSql } from '../../sql/model/errors.ts';
import type { Statement } from '../../sql/model/types.ts';
import { parseScript } from '../../sql/parse/script.ts';
import { statementOf } from '../../sql/statement.ts';
import { emissionFor } from '../../sql/translate.ts';
import type { Placed, ScriptRun } from './scriptRun.ts';
import type { ScriptState } from './state.ts';

export interface Computing {
  run: Pick<ScriptRun, 'googleSql' | 'session' | 'translate'>;
  state: ScriptState;
}

/** A statement over tables that are too large for the evaluator, as DuckDB runs it. @throws SqlError for what it cannot run faithfully */
export async function onEngine({ node, source }: Placed, { run, state }: Computing): Promise<Statement> {
  const text = source.slice(rangeOf(node));
  for (const [key, { type, value }] of state.variables) {
    const field = fieldOf('value', type);
    const staged = await stageRows(run.session, [field], [{ cell: [value] }]);
    await run.session.run(`SET VARIABLE ${quoteName(key)} = (SELECT value FROM ${staged})`);
  }
  if (state.isDynamic && state.parameters.length > 0)
    throw unsupportedSql('EXECUTE IMMEDIATE … USING over tables of this size');
  const [only] = parseScript(text);
  if (!only) throw unsupportedSql('this statement over tables of this size');
  const scope = {
    ...EMPTY_SCOPE,
    variables: new Set(state.variables.keys()),
    temporaryTables: new Set(state.temporaryTables.keys()),
    functions: new Set(state.functions.keys()),
  };
  return statementOf(only, text, emissionFor(text, run.translate, scope));
}
