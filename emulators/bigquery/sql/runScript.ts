import { quoteName, quoteText } from '../schema/names.ts';
import type { Emission } from './emission/emission.ts';
import { castSql } from './emit/cast.ts';
import type { Expression, Query } from './model/ast.ts';
import { type Position, SqlError } from './model/errors.ts';
import type { Body, ScriptKind, ScriptNode } from './model/statementAst.ts';
import type { ScriptHost, Statement, TranslateContext } from './model/types.ts';
import { parseScript } from './parse/script.ts';
import { inBlock, newScriptState, type ScriptState, scopeOf } from './scriptState.ts';
import { sqlErrorOf } from './sqlErrorOf.ts';
import { isPlain, statementOf } from './statement.ts';
import { emissionFor } from './translate.ts';

/** What goes on after a statement. */
type Flow = 'next' | 'break' | 'continue' | 'return';

interface Run {
  source: string;
  context: TranslateContext;
  host: ScriptHost;
}

type Node<K extends ScriptKind> = Extract<ScriptNode, { kind: K }>;

/**
 * Runs a script, statement by statement: each is translated when its turn comes, so that it sees what the ones before it made.
 * Variables are kept in DuckDB, on the host's connection.
 *
 * @throws SqlError of the first statement that fails and that no EXCEPTION clause catches.
 */
export async function runScript(sql: string, context: TranslateContext, host: ScriptHost): Promise<void> {
  await runBody(parseScript(sql), newScriptState(), { source: sql, context, host });
}

async function runBody(body: Body, state: ScriptState, run: Run): Promise<Flow> {
  for (const node of body) {
    const flow = await runNode(node, state, run);
    if (flow !== 'next') return flow;
  }
  return 'next';
}

async function runNode(node: ScriptNode, state: ScriptState, run: Run): Promise<Flow> {
  try {
    return await (isPlain(node) ? runPlain(node, state, run) : CONTROL[node.kind](node as never, state, run));
  } catch (error) {
    throw isFromEngine(error) ? sqlErrorOf(error, run.source) : error;
  }
}

/** DuckDB's client throws plain errors; the host may throw its own, which say all there is to say. */
const isFromEngine = (error: unknown): boolean => error instanceof Error && error.constructor === Error;

const emission = (state: ScriptState, { source, context }: Run): Emission =>
  emissionFor(source, context, scopeOf(state));

async function runPlain(
  node: Extract<ScriptNode, { kind: Parameters<typeof statementOf>[0]['kind'] }>,
  state: ScriptState,
  run: Run,
): Promise<Flow> {
  const statement = statementOf(node, run.source, emission(state, run));
  await run.host.run(statement);
  remember(statement, node, state);
  return 'next';
}

/** Temporary tables and functions are there for what follows. */
function remember(statement: Statement, node: ScriptNode, state: ScriptState): void {
  if ('ddl' in statement && 'temporary' in statement.ddl && statement.ddl.temporary && 'target' in statement) {
    state.temporaryTables.add(statement.target.tableId.toUpperCase());
  }
  if (node.kind === 'createFunction') state.functions.add(node.name.toUpperCase());
  if (node.kind === 'drop' && node.path.parts.length === 1) {
    state.temporaryTables.delete((node.path.parts[0] ?? '').toUpperCase());
  }
}

const assign = (name: string, sql: string, { host }: Run): Promise<unknown> =>
  host.evaluate(`SET VARIABLE ${quoteName(name)} = (${sql})`);

/** Converted to the variable's type, if it has one. */
async function setVariable(
  name: string,
  value: string,
  state: ScriptState,
  { run, at }: { run: Run; at: Position },
): Promise<void> {
  const key = name.toUpperCase();
  if (!state.variables.has(key)) throw new SqlError(`Undeclared variable: ${name}`, at);
  const type = state.variables.get(key);
  const sql = type ? castSql({ kind: 'cast', of: value, type, safe: false }, emission(state, run)) : value;
  await assign(key, sql, run);
}

async function isTrue(condition: Expression, state: ScriptState, run: Run): Promise<boolean> {
  const value = await run.host.evaluate(`SELECT CAST(${emission(state, run).expression(condition)} AS BOOLEAN)`);
  return value === true || value === 'true';
}

async function declare(
  { names, type, default: fallback, line, column }: Node<'declare'>,
  state: ScriptState,
  run: Run,
): Promise<Flow> {
  const value = fallback ? emission(state, run).expression(fallback) : 'NULL';
  for (const name of names) {
    state.variables.set(name.toUpperCase(), type);
    await setVariable(name, value, state, { run, at: { line, column } });
  }
  return 'next';
}

async function set({ names, value, line, column }: Node<'set'>, state: ScriptState, run: Run): Promise<Flow> {
  const sql = emission(state, run).expression(value);
  const [only = '', ...more] = names;
  if (more.length === 0) {
    await setVariable(only, sql, state, { run, at: { line, column } });
    return 'next';
  }
  await spread(sql, names, state, { run, at: { line, column } });
  return 'next';
}

/** The fields of a record, in order, to variables. */
async function spread(
  record: string,
  names: readonly string[],
  state: ScriptState,
  where: { run: Run; at: Position },
): Promise<void> {
  await assign('@@RECORD', record, where.run);
  for (const [index, name] of names.entries()) {
    await setVariable(name, `struct_extract_at(getvariable('@@RECORD'), ${index + 1})`, state, where);
  }
}

async function choose({ branches, otherwise }: Node<'if'>, state: ScriptState, run: Run): Promise<Flow> {
  for (const { when, body } of branches) {
    if (await isTrue(when, state, run)) return runBody(body, state, run);
  }
  return runBody(otherwise, state, run);
}

function chooseCase(
  { of, branches, otherwise, line, column }: Node<'case'>,
  state: ScriptState,
  run: Run,
): Promise<Flow> {
  const tested = branches.map(({ when, body }) => ({
    when: of ? ({ kind: 'binary', operator: '=', left: of, right: when, line, column } as const) : when,
    body,
  }));
  return choose({ kind: 'if', branches: tested, otherwise, line, column }, state, run);
}

async function loop({ while: condition, until, body }: Node<'loop'>, state: ScriptState, run: Run): Promise<Flow> {
  while (!condition || (await isTrue(condition, state, run))) {
    const flow = await runBody(body, state, run);
    if (flow === 'return') return flow;
    if (flow === 'break' || (until && (await isTrue(until, state, run)))) return 'next';
  }
  return 'next';
}

/** The rows are read before the first turn. */
async function forEach({ variable, query, body }: Node<'for'>, state: ScriptState, run: Run): Promise<Flow> {
  const rows = `@@ROWS ${state.variables.size}`;
  await assign(rows, rowList(query, state, run), run);
  const list = `getvariable(${quoteText(rows)})`;
  const count = Number(await run.host.evaluate(`SELECT CAST(coalesce(len(${list}), 0) AS BIGINT)`));
  const inside = inBlock(state);
  inside.variables.set(variable.toUpperCase(), undefined);
  for (let row = 1; row <= count; row++) {
    await assign(variable.toUpperCase(), `${list}[${row}]`, run);
    const flow = await runBody(body, inside, run);
    if (flow === 'return') return flow;
    if (flow === 'break') return 'next';
  }
  return 'next';
}

const rowList = (query: Query, state: ScriptState, run: Run): string =>
  `SELECT list("__row") FROM (${emission(state, run).query(query)}) AS "__row"`;

async function block({ body, exception }: Node<'block'>, state: ScriptState, run: Run): Promise<Flow> {
  if (!exception) return runBody(body, inBlock(state), run);
  try {
    return await runBody(body, inBlock(state), run);
  } catch (error) {
    await assign('@@ERROR.MESSAGE', quoteText(error instanceof Error ? error.message : String(error)), run);
    return runBody(exception, state, run);
  }
}

async function raise({ message, line, column }: Node<'raise'>, state: ScriptState, run: Run): Promise<Flow> {
  const sql = message ? emission(state, run).expression(message) : "getvariable('@@ERROR.MESSAGE')";
  const text = await run.host.evaluate(`SELECT CAST(${sql} AS VARCHAR)`);
  throw new SqlError(String(text), message ? { line, column } : undefined);
}

async function execute(node: Node<'execute'>, state: ScriptState, run: Run): Promise<Flow> {
  const emit = emission(state, run);
  const sql = await run.host.evaluate(`SELECT CAST(${emit.expression(node.sql)} AS VARCHAR)`);
  if (typeof sql !== 'string') throw new SqlError('SQL created by EXECUTE IMMEDIATE must not be NULL', node);
  const passed = new Map<string, string>();
  for (const [index, { name, value }] of node.using.entries()) {
    const variable = `@@PASSED ${index}`;
    await assign(variable, emit.expression(value), run);
    passed.set(name?.toLowerCase() ?? `?${index}`, `getvariable(${quoteText(variable)})`);
  }
  const [inner, more] = parseScript(sql);
  if (!inner || more || !isPlain(inner)) throw new SqlError('EXECUTE IMMEDIATE takes a single statement', node);
  const session2: ScriptState = { ...state, variables: new Map(), passed };
  const run2: Run = { ...run, source: sql };
  if (node.into.length === 0) return runNode(inner, session2, run2);
  if (inner.kind !== 'query') throw new SqlError('EXECUTE IMMEDIATE … INTO takes a query', node);
  const row = `(SELECT "__row" FROM (${emission(session2, run2).query(inner.query)}) AS "__row")`;
  await spread(row, node.into, state, { run, at: node });
  return 'next';
}

const CONTROL: {
  [K in Exclude<ScriptKind, Parameters<typeof statementOf>[0]['kind']>]: (
    node: Node<K>,
    state: ScriptState,
    run: Run,
  ) => Promise<Flow>;
} = {
  declare,
  set,
  if: choose,
  case: chooseCase,
  loop,
  for: forEach,
  block,
  raise,
  execute,
  break: async () => 'break',
  continue: async () => 'continue',
  return: async () => 'return',
};
