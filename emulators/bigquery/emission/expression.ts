import type { Node, TypeProto } from '../../googlesql/messages.ts';
import { child, children, type Flat, flatten } from '../../googlesql/nodes.ts';
import { quoteName, quoteText } from '../schema/names.ts';
import { callSql } from './call.ts';
import { castSql } from './cast.ts';
import type { Emission } from './emission.ts';
import { columnIn, columnName, columnsIn } from './terms/column.ts';
import { literalSql } from './terms/literal.ts';
import { NotEmitted } from './terms/notEmitted.ts';
import { fieldNames, kindOf, typeSql } from './terms/typeSql.ts';

/** An expression of a resolved statement in DuckDB's SQL, in parentheses wherever precedence could matter. @throws NotEmitted */
export function expressionSql(node: Node, emission: Emission): string {
  const expression = flatten(node);
  const write = EXPRESSIONS[expression.kind];
  if (!write) throw new NotEmitted(`an expression of the kind ${expression.kind || 'that has no name'}`);
  return write(expression, emission);
}

type Write = (expression: Flat, emission: Emission) => string;

const literal: Write = ({ type, value }) => {
  const { value: inner } = (value ?? {}) as { value?: Node };
  return literalSql(type as TypeProto, inner);
};

function named(name: string, { values }: Emission): string {
  const known = values.get(name.toUpperCase());
  if (!known) throw new NotEmitted(`the name ${name}`);
  return literalSql(known.type, known.value);
}

const structField: Write = (expression, emission) => {
  const record = child(expression, 'expr') ?? flatten({});
  const type = record['type'] as TypeProto;
  const index = Number(expression['fieldIdx'] ?? 0);
  const sql = `(${emission.expression(record)}).${quoteName(fieldNames(type)[index] ?? '')}`;
  // What is stored as NULL is an empty array, unless its record is NULL.
  if (kindOf(expression['type'] as TypeProto) !== 'ARRAY') return sql;
  return `(CASE WHEN (${emission.expression(record)}) IS NOT NULL THEN coalesce(${sql}, []) END)`;
};

const jsonField: Write = (expression, emission) => {
  const name = String(expression['fieldName']);
  if (/["\\*]/.test(name)) throw new NotEmitted('a field of JSON of such a name');
  return `json_extract(${emission.expression(expression['expr'] as Node)}, ${quoteText(`$."${name}"`)})`;
};

const makeStruct: Write = (expression, emission) => {
  const type = expression['type'] as TypeProto;
  typeSql(type);
  const names = fieldNames(type);
  const fields = children(expression, 'fieldList').map(
    (field, index) => `${quoteName(names[index] ?? '')} := ${emission.expression(field)}`,
  );
  return `struct_pack(${fields.join(', ')})`;
};

const subquery: Write = (expression, emission) => {
  const scan = expression['subquery'] as Node;
  const [column] = columnsIn(flatten(scan));
  const query = `(${emission.scan(scan)})`;
  const single = `SELECT ${column ? columnName(column) : '*'} FROM ${query}`;
  const tested = expression['inExpr'] as Node | undefined;
  switch (expression['subqueryType']) {
    case 'EXISTS':
      return `EXISTS ${query}`;
    case 'ARRAY':
      return `coalesce(ARRAY(${single}), [])`;
    case 'IN': {
      if (!tested || !column || kindOf(column.type) === 'DOUBLE') throw new NotEmitted('such an IN');
      return `(${emission.expression(tested)} IN (${single}))`;
    }
    case 'SCALAR':
    case undefined:
      return `(${single})`;
    default:
      throw new NotEmitted(`a subquery of the kind ${String(expression['subqueryType'])}`);
  }
};

const EXPRESSIONS: Readonly<Record<string, Write>> = {
  Literal: literal,
  ColumnRef: (expression) => columnName(columnIn(expression)),
  Parameter: ({ name }, emission) => named(`@${String(name)}`, emission),
  Constant: ({ constant }, emission) => named(String((constant as { name?: string }).name), emission),
  Cast: castSql,
  FunctionCall: callSql,
  GetStructField: structField,
  GetJsonField: jsonField,
  MakeStruct: makeStruct,
  SubqueryExpr: subquery,
};
