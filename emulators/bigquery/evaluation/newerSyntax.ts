/** Pipe syntax, of which a part is rewritten: queries that begin with FROM, too. */
const PIPES = /\|>|^\s*FROM\b/i;

/** What BigQuery has and the service is too old for, by what is in a statement. https://cloud.google.com/bigquery/docs/reference/standard-sql/query-syntax */
const SYNTAX: readonly [pattern: RegExp, name: string][] = [
  [PIPES, 'pipe syntax'],
  [/\bBY\s+NAME\b/i, 'set operations BY NAME'],
  [/\bMATCH_RECOGNIZE\s*\(/i, 'MATCH_RECOGNIZE'],
  [/\bGRAPH_TABLE\s*\(|^\s*GRAPH\s/i, 'a graph query'],
  [/\)\s*\.\s*\w+\s*\(/, 'chained function calls'],
];

export const isPiped = (statement: string): boolean => PIPES.test(statement);

/** The syntax that a syntax error of the service may come from, in BigQuery's words; undefined where the statement has none of it. */
export function newerSyntax(message: string, statement: string): string | undefined {
  if (!message.startsWith('Syntax error')) return undefined;
  return SYNTAX.find(([pattern]) => pattern.test(statement))?.[1];
}
