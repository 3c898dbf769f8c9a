import type { ActionDescriptions } from './actionDescription.ts';
import { checkActions } from './checkActions.ts';
import { checkColumns } from './checkColumns.ts';
import { checkDest } from './checkDest.ts';
import { checkLimits } from './checkLimits.ts';
import { checkOrder } from './checkOrder.ts';
import { checkSpelling } from './checkSpelling.ts';
import { checkSql } from './checkSql.ts';
import { checkVariables } from './checkVariables.ts';
import { checkWhen } from './checkWhen.ts';
import { type Finding, fieldName } from './problem.ts';
import type { Rule } from './schema.ts';

/** What the schema cannot say of a rule: how its fields fit together, and what it will ask of BigQuery. */
export function checkRule(rule: Rule, kinds: ActionDescriptions): Finding[] {
  const sql = checkSql(rule, kinds);
  const told = new Set(sql.map(({ path }) => fieldName(path)));
  return [
    ...checkWhen(rule),
    ...checkDest(rule),
    ...checkColumns(rule),
    ...checkVariables(rule, kinds),
    ...sql,
    ...checkSpelling(rule, kinds).filter(({ path }) => !told.has(fieldName(path))),
    ...checkActions(rule, kinds),
    ...checkOrder(rule, kinds),
    ...checkLimits(rule),
  ];
}
