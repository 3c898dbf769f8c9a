import { z } from 'zod';
import { defineAction } from '../../../functions/src/action/defineAction.ts';
import { gsTextInto } from '../../../functions/src/action/fill/gsText.ts';
import { sqlText } from '../../../functions/src/action/fill/sqlText.ts';
import { wholeTableNameText } from '../../../functions/src/action/fill/tableNameText.ts';
import { needsOneAtMost } from '../../../functions/src/action/needs.ts';
import { tableNamed } from '../../../functions/src/action/tableNamed.ts';

const request = z.strictObject({
  View: z.string(),
  SQL: z.string().optional(),
  SQLURL: z.string().optional(),
  Mode: z.enum(['FULL', 'DELTA']).optional(),
});

/** An action that bqtail does not have: all that a test needs to know whether one file is enough. */
export const refreshAction = defineAction({
  name: 'refresh',
  help: 'Refreshes a view.',
  request,
  texts: { View: wholeTableNameText, SQL: sqlText, SQLURL: gsTextInto('SQL') },
  variables: ['Refreshed'],
  check: ({ SQL, SQLURL }, path) => needsOneAtMost({ SQL, SQLURL }, path),
  filled: request,
  jobKind: 'query',

  async jobs({ View, SQL = 'SELECT 1' }, { deps }) {
    return [{ configuration: { query: { query: SQL } }, dataset: tableNamed(View, deps) }];
  },
});
