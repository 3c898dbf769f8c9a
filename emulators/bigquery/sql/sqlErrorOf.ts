import { type Position, SqlError } from './model/errors.ts';
import { tokenize } from './parse/lexer.ts';

/** How a message of DuckDB reads in BigQuery's words. `name` is what the statement is searched for, to find the position. */
interface Rule {
  pattern: RegExp;
  words(groups: readonly string[]): { message: string; name?: string; reason?: 'notFound' };
}

const rule = (pattern: RegExp, words: Rule['words']): Rule => ({ pattern, words });

/** Some literal is repeated by DuckDB with its quotes doubled. */
const marked = (text: string): string => text.replaceAll("''", "'");

const RULES: readonly Rule[] = [
  rule(/bq-error:([\s\S]*?)' (?:to|can't|when)/, ([text = '']) => ({ message: marked(text) })),
  rule(/bq-error:([^\n]*)/, ([text = '']) => ({ message: text })),
  rule(/Referenced column "([^"]+)" not found in FROM clause/, ([name = '']) => ({
    message: `Unrecognized name: ${name}`,
    name,
  })),
  rule(/Column "([^"]+)" referenced that exists in the SELECT clause/, ([name = '']) => ({
    message: `Unrecognized name: ${name}`,
    name,
  })),
  rule(/Referenced table "([^"]+)" not found/, ([name = '']) => ({ message: `Unrecognized name: ${name}`, name })),
  rule(/Referenced column "([^"]+)" was not found because the FROM clause is missing/, ([name = '']) => ({
    message: `Unrecognized name: ${name}`,
    name,
  })),
  rule(/(?:Table|Values list) "([^"]+)" does not have a column named "([^"]+)"/, ([table = '', name = '']) => ({
    message: `Name ${name} not found inside ${table}`,
    name,
  })),
  rule(/Could not find key "([^"]+)" in struct/, ([name = '']) => ({
    message: `Field name ${name} does not exist in STRUCT`,
    name,
  })),
  rule(/Column "([^"]+)" in (?:EXCLUDE|REPLACE) list not found/, ([name = '']) => ({
    message: `Column ${name} in SELECT * EXCEPT list does not exist`,
    name,
  })),
  rule(/Ambiguous reference to column name "([^"]+)"/, ([name = '']) => ({
    message: `Column name ${name} is ambiguous`,
    name,
  })),
  rule(/[Cc]olumn "?([^"\s]+)"? must appear in the GROUP BY clause/, ([name = '']) => ({
    message: `SELECT list expression references column ${name} which is neither grouped nor aggregated`,
    name,
  })),
  rule(/Table with name ([^\s!]+) does not exist/, ([name = '']) => ({
    message: `Not found: Table ${name}`,
    reason: 'notFound',
  })),
  rule(/Table "([^"]+)" does not have a column with name "([^"]+)"/, ([table = '', name = '']) => ({
    message: `Column ${name} is not present in table ${table}`,
    name,
  })),
  rule(/Referenced update column ([^\s]+) not found in table/, ([name = '']) => ({
    message: `Column ${name} is not present in table`,
    name,
  })),
  rule(/table \S+ has (\d+) columns but (\d+) values were supplied/, ([columns, values]) => ({
    message: `Inserted row has wrong column count; Has ${values}, expected ${columns}`,
  })),
  rule(/Set operations can only apply to expressions with the same number of result columns/, () => ({
    message: 'Queries in UNION ALL have mismatched column count',
  })),
  rule(/More than one row returned by a subquery/, () => ({
    message: 'Scalar subquery produced more than one element',
  })),
  rule(/NOT NULL constraint failed: (?:[^.\s]+\.)*([^.\s]+)/, ([name = '']) => ({
    message: `Required field ${name} cannot be null`,
  })),
  rule(/Overflow in (?:addition|subtraction|multiplication|negation) of INT64 \(([^)]*)\)/, ([what = '']) => ({
    message: `int64 overflow: ${what}`,
  })),
  rule(/Overflow in \w+ of DECIMAL/, () => ({ message: 'numeric overflow' })),
  rule(/HUGEINT .*out of range for the destination type INT64/, () => ({ message: 'int64 overflow' })),
  rule(/Malformed JSON (?:at byte \d+ of input: )?([^.\n]*)/, ([what = '']) => ({
    message: `Invalid input: syntax error while parsing value - ${what}`,
  })),
  rule(/invalid timestamp field format: "([^"]*)"/i, ([text = '']) => ({ message: `Invalid timestamp: '${text}'` })),
  rule(/(?:invalid date|date) field (?:value out of range|format): "([^"]*)"/i, ([text = '']) => ({
    message: `Invalid date: '${text}'`,
  })),
  rule(/time field value out of range: "([^"]*)"/i, ([text = '']) => ({ message: `Invalid time: '${text}'` })),
  rule(/Could not convert string '([^']*)' to DECIMAL/, ([text = '']) => ({
    message: `Invalid NUMERIC value: ${text}`,
  })),
  rule(/Could not convert string '([^']*)' to INT64/, ([text = '']) => ({ message: `Bad int64 value: ${text}` })),
  rule(/Unknown TimeZone '([^']*)'/, ([zone = '']) => ({ message: `Invalid time zone: ${zone}` })),
  rule(
    /No function matches the given name and argument types '(?:bq_)?(\w+)\(([^']*)\)'/,
    ([name = '', types = '']) => ({
      message: `No matching signature for function ${name.toUpperCase()} for argument types: ${types}`,
      name,
    }),
  ),
  rule(/Macro (?:bq_)?(\w+)\(\) (?:does not support|has multiple overloads)/, ([name = '']) => ({
    message: `No matching signature for function ${name.toUpperCase()}`,
    name,
  })),
  rule(/GROUP BY clause cannot contain aggregates/, () => ({
    message: 'Aggregate function is not allowed in GROUP BY',
  })),
  rule(/WHERE clause cannot contain aggregates/, () => ({
    message: 'Aggregate function is not allowed in WHERE clause',
  })),
  rule(/WHERE clause cannot contain window functions/, () => ({
    message: 'Analytic function not allowed in WHERE clause',
  })),
];

/** An error of DuckDB while it ran what was made of `sql`, as BigQuery would have put it. What no rule knows keeps DuckDB's words. */
export function sqlErrorOf(error: unknown, sql: string): SqlError {
  if (error instanceof SqlError) return error;
  const text = error instanceof Error ? error.message : String(error);
  for (const { pattern, words } of RULES) {
    const found = pattern.exec(text);
    if (!found) continue;
    const { message, name, reason } = words(found.slice(1));
    return new SqlError(message, name === undefined ? undefined : positionOf(name, sql), reason);
  }
  return new SqlError(plain(text));
}

/** The same for an error that may have another source: DuckDB's client throws plain errors; what throws others says all there is to say. */
export const inBigQueryWords = (error: unknown, sql: string): unknown =>
  error instanceof Error && error.constructor === Error ? sqlErrorOf(error, sql) : error;

/** DuckDB's first line, without the kind of error. */
const plain = (text: string): string => (text.split('\n')[0] ?? text).replace(/^(?:\w+ )+Error: /, '');

/** Where a name comes first in the statement. */
function positionOf(name: string, sql: string): Position | undefined {
  const wanted = name.toUpperCase();
  const token = tokenize(sql).find(
    ({ kind, text }) => (kind === 'name' || kind === 'quoted') && text.toUpperCase() === wanted,
  );
  return token && { line: token.line, column: token.column };
}
