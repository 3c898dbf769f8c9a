import type { Node, TypeProto } from '../../../googlesql/messages.ts';
import { child, children, type Flat, flatten, rangeOf } from '../../../googlesql/nodes.ts';
import { type Source, sourceOf } from '../../../googlesql/source.ts';
import { inBigQueryWords } from '../../engine/sqlErrorOf.ts';
import { SqlError } from '../../errors/sqlError.ts';
import { positional } from '../../evaluation/prepareStatement.ts';
import { type Evaluated, evaluateValue, textOf, typeNamed } from './evaluateValue.ts';
import { parsed } from './parseScript.ts';
import { queryRows } from './queryRows.ts';
import { runStatementNode } from './runStatementNode.ts';
import type { ScriptRun } from './scriptRun.ts';
import { inBlock, type ScriptState } from './state.ts';

/** What goes on after a statement; `label` is the loop that BREAK or CONTINUE names. */
type Flow = 'next' | 'return' | { how: 'break' | 'continue'; label: string | undefined };

interface Step {
  run: ScriptRun;
  state: ScriptState;
  source: Source;
}

/** Runs a parsed script, statement by statement: each is analyzed when its turn comes, so that it sees what the ones before it made. */
export async function runScript(script: Node, step: Step): Promise<void> {
  await runList(child(flatten(script), 'statementListNode'), step);
}

async function runList(list: Node | undefined, step: Step): Promise<Flow> {
  for (const node of list ? children(list, 'statementList') : []) {
    step.run.checkpoint();
    const handler = CONTROL[node.kind];
    const flow = handler ? await handler(node, step) : await runPlain(node, step);
    if (flow !== 'next') return flow;
  }
  return 'next';
}

async function runPlain(node: Flat, { run, state, source }: Step): Promise<Flow> {
  try {
    await runStatementNode({ node, source }, { run, state });
  } catch (error) {
    throw inBigQueryWords(error);
  }
  return 'next';
}

const value = (expression: Node, { run, state, source }: Step, type?: TypeProto): Promise<Evaluated> =>
  evaluateValue(run, state, { expression, source, type });

async function isTrue(condition: Node, step: Step): Promise<boolean> {
  return (await value(condition, step, { typeKind: 'TYPE_BOOL' })).value.boolValue === true;
}

const required = (node: Node, name: string): Flat => child(node, name) ?? flatten({});

const identifiers = (node: Node | undefined): string[] =>
  node ? children(node, 'identifierList').map(({ idString }) => String(idString)) : [];

async function declare(node: Flat, step: Step): Promise<Flow> {
  const { run, state, source } = step;
  const written = child(node, 'type');
  const type = written && (await typeNamed(run, textOf(written, source)));
  const initial = child(node, 'defaultValue');
  const evaluated = initial
    ? await value(initial, step, type)
    : { type: type ?? { typeKind: 'TYPE_INT64' }, value: {} };
  for (const name of identifiers(child(node, 'variableList'))) {
    const key = name.toUpperCase();
    if (state.declared.has(key)) throw new SqlError(`Variable '${name}' redeclaration`, placeOf(node, source));
    state.declared.add(key);
    state.variables.set(key, { name, ...evaluated });
  }
  return 'next';
}

const placeOf = (node: Node, source: Source) => source.positionOf(source.indexOf(rangeOf(node).start));

function variableOf(name: string, node: Node, { state, source }: Step) {
  const variable = state.variables.get(name.toUpperCase());
  if (!variable) throw new SqlError(`Undeclared variable: ${name}`, placeOf(node, source));
  return variable;
}

async function set(node: Flat, step: Step): Promise<Flow> {
  const target = required(node, 'variable');
  const variable = variableOf(String(target['idString']), target, step);
  variable.value = (await value(required(node, 'expression'), step, variable.type)).value;
  return 'next';
}

async function setSeveral(node: Flat, step: Step): Promise<Flow> {
  const list = required(node, 'variables');
  const targets = identifiers(list).map((name) => variableOf(name, list, step));
  const type: TypeProto = {
    typeKind: 'TYPE_STRUCT',
    structType: { field: targets.map((target) => ({ fieldName: '', fieldType: target.type })) },
  };
  const { value: record } = await value(required(node, 'structExpression'), step, type);
  if (!record.structValue)
    throw new SqlError('Cannot assign a NULL struct to several variables', placeOf(node, step.source));
  for (const [index, target] of targets.entries()) target.value = record.structValue.field?.[index] ?? {};
  return 'next';
}

async function choose(node: Flat, step: Step): Promise<Flow> {
  if (await isTrue(required(node, 'condition'), step)) return runList(child(node, 'thenList'), step);
  const clauses = child(node, 'elseifClauses');
  for (const clause of clauses ? children(clauses, 'elseifClauses') : []) {
    if (await isTrue(required(clause, 'condition'), step)) return runList(child(clause, 'body'), step);
  }
  return runList(child(node, 'elseList'), step);
}

async function chooseCase(node: Flat, step: Step): Promise<Flow> {
  const tested = child(node, 'expression');
  const clauses = child(node, 'whenThenClauses');
  for (const clause of clauses ? children(clauses, 'whenThenClauses') : []) {
    const condition = required(clause, 'condition');
    const isChosen = tested ? await isEqual(tested, condition, step) : await isTrue(condition, step);
    if (isChosen) return runList(child(clause, 'body'), step);
  }
  return runList(child(node, 'elseList'), step);
}

/** GoogleSQL compares: `CASE tested WHEN condition`, of the two texts. */
async function isEqual(tested: Flat, condition: Flat, step: Step): Promise<boolean> {
  const source = sourceOf(`(${textOf(tested, step.source)}) = (${textOf(condition, step.source)})`);
  const range = { start: 0, end: Buffer.byteLength(source.text) };
  return isTrue({ parseLocationRange: range }, { ...step, source });
}

async function loop(node: Flat, step: Step): Promise<Flow> {
  const condition = child(node, 'condition');
  const until = child(node, 'untilClause');
  while (!condition || (await isTrue(condition, step))) {
    step.run.checkpoint();
    const flow = await runList(child(node, 'body'), step);
    const after = afterTurn(flow, node);
    if (after !== 'again') return after;
    if (until && (await isTrue(required(until, 'condition'), step))) return 'next';
  }
  return 'next';
}

/** What a loop does after a turn. */
function afterTurn(flow: Flow, node: Flat): Flow | 'again' {
  if (flow === 'next') return 'again';
  if (flow === 'return') return flow;
  if (flow.label !== undefined && flow.label !== labelOf(node)) return flow;
  return flow.how === 'break' ? 'next' : 'again';
}

const labelOf = (node: Flat): string | undefined => {
  const name = child(node, 'label') && child(required(node, 'label'), 'name');
  return name && String(name['idString']).toUpperCase();
};

/** The rows are read before the first turn. */
async function forEach(node: Flat, step: Step): Promise<Flow> {
  const { run, state, source } = step;
  const name = String(required(node, 'variable')['idString']);
  const { type, rows } = await queryRows({ node: required(node, 'query'), source }, { run, state });
  const inside = { ...step, state: inBlock(state) };
  for (const row of rows) {
    run.checkpoint();
    inside.state.variables.set(name.toUpperCase(), { name, type, value: { structValue: { field: row.cell } } });
    const after = afterTurn(await runList(child(node, 'body'), inside), node);
    if (after !== 'again') return after;
  }
  return 'next';
}

async function block(node: Flat, step: Step): Promise<Flow> {
  const body = child(node, 'statementListNode');
  const handlers = child(node, 'handlerList');
  const inside = { ...step, state: inBlock(step.state) };
  const run = (): Promise<Flow> => runList(body, inside).then((flow) => afterBlock(flow, node));
  if (!handlers) return run();
  try {
    return await run();
  } catch (error) {
    const [handler] = children(handlers, 'exceptionHandlerList');
    const state = inBlock(step.state);
    const message = error instanceof Error ? error.message : String(error);
    state.variables.set('@@ERROR.MESSAGE', {
      name: '@@error.message',
      type: { typeKind: 'TYPE_STRING' },
      value: { stringValue: message },
    });
    return runList(handler && child(handler, 'statementList'), { ...step, state });
  }
}

/** BREAK with the label of a block leaves the block. */
const afterBlock = (flow: Flow, node: Flat): Flow =>
  typeof flow === 'object' && flow.how === 'break' && flow.label !== undefined && flow.label === labelOf(node)
    ? 'next'
    : flow;

async function raise(node: Flat, step: Step): Promise<Flow> {
  const message = child(node, 'message');
  if (message) {
    const { value: text } = await value(message, step, { typeKind: 'TYPE_STRING' });
    throw new SqlError(text.stringValue ?? 'NULL', placeOf(node, step.source));
  }
  const caught = step.state.variables.get('@@ERROR.MESSAGE');
  if (!caught)
    throw new SqlError(
      'Cannot re-raise an existing exception outside of an exception handler',
      placeOf(node, step.source),
    );
  throw new SqlError(caught.value.stringValue ?? '');
}

async function execute(node: Flat, step: Step): Promise<Flow> {
  const { run, state } = step;
  const { value: text } = await value(required(node, 'sql'), step, { typeKind: 'TYPE_STRING' });
  if (text.stringValue === undefined)
    throw new SqlError('SQL created by EXECUTE IMMEDIATE must not be NULL', placeOf(node, step.source));
  const parameters = await argumentsOf(node, step);
  const { script, source } = await parsed(run.googleSql, sourceOf(text.stringValue));
  const list = child(flatten(script), 'statementListNode');
  const [only, more] = list ? children(list, 'statementList') : [];
  if (!only || more) throw new SqlError('EXECUTE IMMEDIATE takes a single statement', placeOf(node, step.source));
  const inner: ScriptState = { ...state, variables: new Map(), parameters };
  const into = child(node, 'intoClause');
  if (!into) return runPlain(only, { run, state: inner, source });
  await assignRow(only, { run, state: inner, source }, { into, step });
  return 'next';
}

async function argumentsOf(node: Flat, step: Step): Promise<ScriptState['parameters']> {
  const using = child(node, 'usingClause');
  const parameters: ScriptState['parameters'][number][] = [];
  for (const argument of using ? children(using, 'arguments') : []) {
    const alias = child(argument, 'alias');
    const name = alias && String(required(alias, 'identifier')['idString']);
    parameters.push({
      name: name ?? positional(parameters.length + 1),
      ...(await value(required(argument, 'expression'), step)),
    });
  }
  return parameters;
}

async function assignRow(query: Flat, inner: Step, { into, step }: { into: Flat; step: Step }): Promise<void> {
  if (query.kind !== 'QueryStatement')
    throw new SqlError('EXECUTE IMMEDIATE … INTO takes a query', placeOf(into, step.source));
  const { rows } = await queryRows({ node: query, source: inner.source }, { run: inner.run, state: inner.state });
  if (rows.length > 1)
    throw new SqlError('The EXECUTE IMMEDIATE INTO clause needs a query of one row', placeOf(into, step.source));
  for (const [index, name] of identifiers(child(into, 'identifiers')).entries()) {
    variableOf(name, into, step).value = rows[0]?.cell[index] ?? {};
  }
}

const leave =
  (how: 'break' | 'continue') =>
  async (node: Flat): Promise<Flow> => ({ how, label: labelOf(node) });

const CONTROL: Readonly<Record<string, (node: Flat, step: Step) => Promise<Flow>>> = {
  VariableDeclaration: declare,
  SingleAssignment: set,
  AssignmentFromStruct: setSeveral,
  IfStatement: choose,
  CaseStatement: chooseCase,
  WhileStatement: loop,
  RepeatStatement: loop,
  ForInStatement: forEach,
  BeginEndBlock: block,
  RaiseStatement: raise,
  ExecuteImmediateStatement: execute,
  BreakStatement: leave('break'),
  ContinueStatement: leave('continue'),
  ReturnStatement: async () => 'return',
};

/** Whether a parsed script is more than one statement, or one that decides what to run: BigQuery makes a script of it, with child jobs. */
export function isScript(script: Node): boolean {
  const list = child(flatten(script), 'statementListNode');
  const statements = list ? children(list, 'statementList') : [];
  return statements.length > 1 || statements.some(({ kind }) => Object.hasOwn(CONTROL, kind));
}
