import type { FunctionProto, Node, TypeProto } from '../../../googlesql/messages.ts';
import { child, children, type Flat, namesOf, rangeOf } from '../../../googlesql/nodes.ts';
import type { Source } from '../../../googlesql/source.ts';
import { SqlError, unsupportedSql } from '../../errors/sqlError.ts';
import { typeNamed } from './evaluateValue.ts';
import type { Placed, Running } from './scriptRun.ts';

/** CREATE TEMP FUNCTION with a body in SQL: known to what follows in the script. */
export async function defineFunction(statement: Placed & { node: Flat }, { run, state }: Running): Promise<void> {
  const { name, definition } = await temporaryFunction(statement, run);
  state.functions.set(name.toUpperCase(), definition);
  await run.perform({ kind: 'CREATE_FUNCTION' });
}

/** What CREATE TEMP FUNCTION defines. @throws SqlError for other functions than temporary ones in SQL */
export async function temporaryFunction(
  { node, source }: Placed & { node: Flat },
  analyzer: Analyzer,
): Promise<{ name: string; definition: FunctionProto }> {
  const body = child(node, 'sqlFunctionBody');
  const expression = body && child(body, 'expression');
  if (node['scope'] !== 'TEMPORARY') throw unsupportedSql('functions that are not temporary');
  if (!expression) throw unsupportedSql('functions in other languages than SQL');
  if (node['isAggregate'] === true) throw unsupportedSql("aggregate functions of one's own");
  const declaration = child(node, 'functionDeclaration');
  const path = declaration && child(declaration, 'name');
  const [name = '', more] = path ? namesOf(path) : [];
  if (more !== undefined) throw new SqlError('Temporary functions have a name without a dataset');
  const parameters = declaration && child(declaration, 'parameters');
  const entries = parameters ? children(parameters, 'parameterEntries') : [];
  const returns = child(node, 'returnType');
  return { name, definition: await functionProto({ name, entries, source, returns, expression }, analyzer) };
}

type Analyzer = Pick<Running['run'], 'googleSql'>;

interface Definition {
  name: string;
  entries: readonly Flat[];
  source: Source;
  returns: Flat | undefined;
  expression: Flat;
}

async function functionProto(
  { name, entries, source, returns, expression }: Definition,
  analyzer: Analyzer,
): Promise<FunctionProto> {
  const typed = async (node: Node | undefined): Promise<Node> =>
    node ? fixed(await typeNamed(analyzer, source.slice(rangeOf(node)))) : { kind: 'ARG_TYPE_ARBITRARY', options: {} };
  const argument = await Promise.all(entries.map((entry) => typed(child(entry, 'type'))));
  const returnType = await typed(returns);
  const names = entries.map((entry) => String(child(entry, 'name')?.['idString']));
  const written = source.slice(rangeOf(expression));
  // The body's value takes the type that the function says it returns.
  const body = returns ? `CAST((${written}) AS ${source.slice(rangeOf(returns))})` : written;
  return {
    namePath: [name],
    group: 'Templated_SQL_Function',
    mode: 'SCALAR',
    signature: [{ argument, returnType }],
    parseResumeLocation: { input: body, bytePosition: 0 },
    templatedSqlFunctionArgumentName: names,
  };
}

const fixed = (type: TypeProto): Node => ({ kind: 'ARG_TYPE_FIXED', type, options: {}, numOccurrences: 1 });
