import type { GoogleSqlError } from '../../googlesql/googleSqlError.ts';
import type { Position } from '../../googlesql/source.ts';
import { SqlError, unsupportedSql } from '../errors/sqlError.ts';
import { newerSyntax } from './newerSyntax.ts';
import { ENGINE_GROUP } from './sqlFunctions.ts';
import { TARGET_MARK } from './targetMark.ts';

/** Functions that BigQuery has and the service is too old for. https://cloud.google.com/bigquery/docs/reference/standard-sql/functions-all */
const NEWER_FUNCTIONS: ReadonlySet<string> = new Set([
  'SEARCH',
  'MAX_BY',
  'MIN_BY',
  'DATE_BUCKET',
  'DATETIME_BUCKET',
  'TIMESTAMP_BUCKET',
  'JSON_KEYS',
  'BAG_OF_WORDS',
  'GENERATE_RANGE_ARRAY',
  'JSON_FLATTEN',
  'TEXT_ANALYZE',
  'TF_IDF',
  'VECTOR_SEARCH',
  'APPENDS',
  'CHANGES',
  'GAP_FILL',
  'RANGE_SESSIONIZE',
  'EXTERNAL_QUERY',
  'DLP_DETERMINISTIC_ENCRYPT',
  'DLP_DETERMINISTIC_DECRYPT',
]);

/** Namespaces of such functions. */
const NEWER_SPACES = /^(?:AI|BQ|KLL_QUANTILES|ML|NET|OBJ)\./i;

/** An error of GoogleSQL as a job's error has it. `original` finds a position of the rewritten statement in the script. */
export function statementError(
  { kind, message, at }: GoogleSqlError,
  written: string,
  original: (at: Position) => Position,
): SqlError {
  const position = at && original(at);
  if (kind === 'resources') return new SqlError(message, undefined, 'resourcesExceeded');
  if (kind === 'unknown') return unsupportedSql(message === '' ? 'this statement' : message, position);
  const newer = newerFeature(message) ?? newerSyntax(message, written);
  if (newer !== undefined) return unsupportedSql(newer, position);
  return new SqlError(plain(message), position);
}

/** What the evaluator says otherwise than BigQuery. */
const WORDS: readonly [pattern: RegExp, words: string][] = [
  [/^UPDATE with join requires/, 'UPDATE/MERGE must match at most one source row for each target row'],
  [/^More than one element$/, 'Scalar subquery produced more than one element'],
];

const plain = (message: string): string =>
  WORDS.find(([pattern]) => pattern.test(message))?.[1] ??
  message.replaceAll(TARGET_MARK, '').replace(new RegExp(`${ENGINE_GROUP}:`, 'gi'), '');

/** The function or clause that BigQuery has and the service is too old for, by the service's message. */
function newerFeature(message: string): string | undefined {
  if (message.startsWith('One or more tables being queried')) return 'FOR SYSTEM_TIME AS OF';
  const [, name = ''] = /^(?:Table-valued f|F)unction not found: (?:SAFE\.)?([\w.]+)/i.exec(message) ?? [];
  if (message.startsWith('GROUP BY ALL')) return 'GROUP BY ALL of this SELECT list';
  return NEWER_FUNCTIONS.has(name.toUpperCase()) || NEWER_SPACES.test(name) ? name.toUpperCase() : undefined;
}
