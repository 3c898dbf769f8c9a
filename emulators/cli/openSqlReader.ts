import type { SqlReader } from '../../functions/cli/sql/sqlReader.ts';
import { parseRewritten } from '../bigquery/evaluation/rewrite/parseRewritten.ts';
import { createGoogleSql } from '../googlesql/googleSql.ts';
import { GoogleSqlError } from '../googlesql/googleSqlError.ts';
import { sourceOf } from '../googlesql/source.ts';
import { analyzeSql } from './analyzeSql.ts';

/** Syntax of BigQuery that the service is too old for, and that nothing is said of. */
const NEWER = /\|>|^\s*FROM\b/i;

/** GoogleSQL's own service, as long as it is used. */
export function openSqlReader(): SqlReader {
  const googleSql = createGoogleSql();
  return {
    async syntaxError(script) {
      if (NEWER.test(script)) return undefined;
      try {
        await parseRewritten(googleSql, sourceOf(script));
        return undefined;
      } catch (error) {
        if (!(error instanceof GoogleSqlError)) throw error;
        return error.kind === 'statement' && error.at ? { message: error.message, ...error.at } : undefined;
      }
    },
    analyze: async (script, names) =>
      NEWER.test(script) ? { unknown: [], changed: new Map(), isWhole: false } : analyzeSql(script, names, googleSql),
    close: () => googleSql.close(),
  };
}
