import { expand } from '../../rule/expand.ts';
import { expandSql } from '../../rule/sqlSafety.ts';
import type { TextKind } from './textKind.ts';

/** SQL: no value can change what it does. */
export const sqlText: TextKind = {
  isSql: true,
  fill: (field, { variables, file }) =>
    typeof field === 'string' ? expandSql(field, variables, file) : expand(field, variables),
};
