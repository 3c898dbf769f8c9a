import { quoteName, quoteText } from '../../schema/names.ts';
import type { Emission } from '../emission/emission.ts';
import { literalSql, typedLiteral } from '../emission/literal.ts';
import { isIntegerLiteral } from '../emission/sortKeys.ts';
import { emitCall } from '../functions/emitCall.ts';
import { extractPart } from '../functions/extractPart.ts';
import { intervalSql } from '../functions/interval.ts';
import type { Expression, ExpressionOf, SqlType } from '../model/ast.ts';
import { SqlError, unsupportedSql } from '../model/errors.ts';
import { castSql } from './cast.ts';
import { parameterSql } from './parameters.ts';

/** An expression in DuckDB's SQL, in parentheses wherever precedence could matter. */
export function emitExpression(node: Expression, emit: Emission): string {
  switch (node.kind) {
    case 'literal':
      return literalSql(node.type, node.text, node);
    case 'raw':
      return node.sql;
    case 'typed':
      return typedLiteral(node.type, node.text);
    case 'name':
      return nameSql(node.name, emit);
    case 'field':
      return fieldSql(node, emit);
    case 'parameter':
      return parameterSql(node.name, emit.context.parameters ?? [], node);
    case 'variable':
      return systemVariable(node, emit);
    case 'call':
      return emitCall(node, emit);
    case 'interval':
      return intervalSql(node, emit);
    case 'extract':
      return extractPart(node, emit);
    case 'cast':
      return castSql(node, emit);
    case 'case':
      return caseSql(node, emit);
    case 'exists':
      return `EXISTS (${emit.query(node.query)})`;
    case 'subquery':
      return `(${emit.query(node.query, 'value')})`;
    case 'arrayQuery':
      return `ARRAY(${emit.query(node.query, 'value')})`;
    case 'array':
      return arraySql(node, emit);
    case 'struct':
      return structSql(node, emit);
    case 'subscript':
      return subscriptSql(node, emit);
    default:
      return operatorSql(node, emit);
  }
}

type Operator = ExpressionOf<'unary' | 'binary' | 'is' | 'distinct' | 'between' | 'in' | 'like'>;

function operatorSql(node: Operator, emit: Emission): string {
  const not = 'not' in node && node.not ? 'NOT ' : '';
  switch (node.kind) {
    case 'unary':
      return node.operator === 'NOT'
        ? `(NOT ${emit.expression(node.of)})`
        : `(${node.operator}${emit.expression(node.of)})`;
    case 'binary':
      return binarySql(node, emit);
    case 'is':
      return `(${emit.expression(node.of)} IS ${not}${node.what === 'UNKNOWN' ? 'NULL' : node.what})`;
    case 'distinct':
      return `(${emit.expression(node.left)} IS ${not}DISTINCT FROM ${emit.expression(node.right)})`;
    case 'between':
      return `(${emit.expression(node.of)} ${not}BETWEEN ${emit.expression(node.low)} AND ${emit.expression(node.high)})`;
    case 'in':
      return inSql(node, emit);
    case 'like':
      return likeSql(node, emit);
  }
}

const BINARY_MACROS: Readonly<Record<string, string>> = { '*': 'bq_multiply', '/': 'bq_divide', '^': 'xor' };

function binarySql({ operator, left, right }: ExpressionOf<'binary'>, emit: Emission): string {
  const [a, b] = [emit.expression(left), addend(operator, left, right, emit)];
  const isInterval = left.kind === 'interval' || right.kind === 'interval';
  const macro = isInterval
    ? undefined
    : operator === '-' && !isIntegerLiteral(right)
      ? 'bq_minus'
      : BINARY_MACROS[operator];
  return macro ? `${macro}(${a}, ${b})` : `(${a} ${operator} ${b})`;
}

/** DuckDB adds days to a date as an INTEGER only. */
function addend(operator: string, left: Expression, right: Expression, emit: Emission): string {
  const days = (operator === '+' || operator === '-') && left.kind !== 'literal' && isIntegerLiteral(right);
  return days && right.text.length < 9 ? right.text : emit.expression(right);
}

function nameSql(name: string, emit: Emission): string {
  const key = name.toUpperCase();
  const isVariable = emit.scope.variables.has(key) && !emit.scope.ranges.has(key);
  return isVariable ? `getvariable(${quoteText(key)})` : quoteName(name);
}

function fieldSql({ of, name }: ExpressionOf<'field'>, emit: Emission): string {
  const record = emit.expression(of);
  const plain = of.kind === 'name' || of.kind === 'field';
  return plain && !record.startsWith('getvariable') ? `${record}.${quoteName(name)}` : `(${record}).${quoteName(name)}`;
}

function systemVariable(node: ExpressionOf<'variable'>, emit: Emission): string {
  switch (node.name.toLowerCase()) {
    case 'project_id':
      return quoteText(emit.context.projectId);
    case 'dataset_id':
      return quoteText(emit.context.defaultDataset?.datasetId ?? '');
    case 'dataset_project_id':
      return quoteText(emit.context.defaultDataset?.projectId ?? emit.context.projectId);
    case 'time_zone':
      return "'UTC'";
    case 'error.message':
      return "getvariable('@@ERROR.MESSAGE')";
    default:
      throw unsupportedSql(`the system variable @@${node.name}`, node);
  }
}

function caseSql({ of, branches, otherwise }: ExpressionOf<'case'>, emit: Emission): string {
  const whens = branches.map(({ when, result }) => `WHEN ${emit.expression(when)} THEN ${emit.expression(result)}`);
  const subject = of ? ` ${emit.expression(of)}` : '';
  const last = otherwise ? ` ELSE ${emit.expression(otherwise)}` : '';
  return `(CASE${subject} ${whens.join(' ')}${last} END)`;
}

function arraySql({ items, type }: ExpressionOf<'array'>, emit: Emission): string {
  const list = `[${items.map((item) => emit.expression(elementOf(item, items[0], type))).join(', ')}]`;
  const typed = type && !(type.element?.name === 'STRUCT' && items.length > 0);
  return typed ? castSql({ kind: 'cast', of: list, type, safe: false }, emit) : list;
}

/** A tuple in an array takes type and names from the array's type, or names from the first element. */
function elementOf(item: Expression, first: Expression | undefined, type: SqlType | undefined): Expression {
  if (item.kind !== 'struct' || item.type) return item;
  if (type?.element?.name === 'STRUCT') return { ...item, type: type.element };
  if (first?.kind !== 'struct') return item;
  const names = first.type?.fields ?? first.fields;
  const fields = item.fields.map((field, index) => ({ ...field, ...nameOf(names[index]) }));
  return { ...item, fields };
}

const nameOf = (field: { name?: string } | undefined): { name?: string } => (field?.name ? { name: field.name } : {});

function structSql(node: ExpressionOf<'struct'>, emit: Emission): string {
  const names = node.type?.fields ?? node.fields;
  if (names.length !== node.fields.length) {
    throw new SqlError(
      `STRUCT type has ${names.length} fields but constructor call has ${node.fields.length} fields`,
      node,
    );
  }
  if (node.fields.length === 0) throw unsupportedSql('a STRUCT without fields', node);
  if (node.positional && !node.type) return `row(${emit.expressions(node.fields.map(({ value }) => value))})`;
  const fields = node.fields.map(({ value }, index) => {
    const type = node.type?.fields?.[index]?.type;
    const sql = emit.expression(value);
    const name = names[index]?.name ?? `_field_${index + 1}`;
    return `${quoteName(name)} := ${type ? castSql({ kind: 'cast', of: sql, type, safe: false }, emit) : sql}`;
  });
  return `struct_pack(${fields.join(', ')})`;
}

function subscriptSql({ of, index, mode, safe }: ExpressionOf<'subscript'>, emit: Emission): string {
  const [list, at] = [emit.expression(of), emit.expression(index)];
  if (mode === 'PLAIN' && index.kind === 'literal' && index.type === 'STRING') return `(${list} -> ${at})`;
  if (mode === 'PLAIN' && isJson(of) && isIntegerLiteral(index)) return `(${list} -> ${index.text})`;
  return `bq_${safe ? 'safe_' : ''}${mode === 'ORDINAL' ? 'ordinal' : 'offset'}(${list}, ${at})`;
}

/** Whether an expression is surely of type JSON; columns are not looked up. */
function isJson(node: Expression): boolean {
  if (node.kind === 'call') return ['PARSE_JSON', 'TO_JSON'].includes(node.name);
  if (node.kind === 'typed') return node.type === 'JSON';
  if (node.kind === 'field') return isJson(node.of);
  return node.kind === 'subscript' && node.mode === 'PLAIN' && (isJson(node.of) || node.index.kind === 'literal');
}

function inSql({ of, among, not }: ExpressionOf<'in'>, emit: Emission): string {
  const value = emit.expression(of);
  const operator = not ? 'NOT IN' : 'IN';
  if ('list' in among) return `(${value} ${operator} (${emit.expressions(among.list)}))`;
  if ('query' in among) return `(${value} ${operator} (${emit.query(among.query, 'value')}))`;
  return `(${value} ${operator} (SELECT unnest(${emit.expression(among.array)})))`;
}

function likeSql({ of, patterns, quantifier, not }: ExpressionOf<'like'>, emit: Emission): string {
  const value = emit.expression(of);
  const tests = patterns.map((pattern) => `${value} LIKE ${emit.expression(pattern)} ESCAPE '\\'`);
  const all = `(${tests.join(quantifier === 'ALL' ? ' AND ' : ' OR ')})`;
  return not ? `(NOT ${all})` : all;
}
