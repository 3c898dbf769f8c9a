import type { SqlReader } from '../../functions/cli/sql/sqlReader.ts';
import { isPiped, newerSyntax } from '../bigquery/evaluation/newerSyntax.ts';
import { parseRewritten } from '../bigquery/evaluation/rewrite/parseRewritten.ts';
import { createGoogleSql } from '../googlesql/googleSql.ts';
import { GoogleSqlError } from '../googlesql/googleSqlError.ts';
import { sourceOf } from '../googlesql/source.ts';
import { analyzeSql } from './analyzeSql.ts';

/** GoogleSQL's own service, as long as it is used. Of syntax that the service is too old for, nothing is said. */
export function openSqlReader(): SqlReader {
  const googleSql = createGoogleSql();
  return {
    async syntaxError(script) {
      try {
        await parseRewritten(googleSql, sourceOf(script));
        return undefined;
      } catch (error) {
        if (!(error instanceof GoogleSqlError)) throw error;
        const isWrong = error.kind === 'statement' && newerSyntax(error.message, script) === undefined;
        return isWrong && error.at ? { message: error.message, ...error.at } : undefined;
      }
    },
    analyze: async (script, names) =>
      isPiped(script) ? { unknown: [], changed: new Map(), isWhole: false } : analyzeSql(script, names, googleSql),
    close: () => googleSql.close(),
  };
}
