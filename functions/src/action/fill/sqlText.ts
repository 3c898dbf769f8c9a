import { expand } from '../../rule/expand.ts';
import { expandSql } from '../../rule/sqlSafety.ts';
import type { FillField } from './fillField.ts';

/** SQL: no value can change what it does. */
export const sqlText: FillField = (field, { variables, file }) =>
  typeof field === 'string' ? expandSql(field, variables, file) : expand(field, variables);
