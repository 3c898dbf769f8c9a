import { expand } from '../../rule/expand.ts';
import { RuleError } from '../../rule/ruleError.ts';
import type { FillField } from './fillField.ts';
import { insertedValues } from './insertedValues.ts';

/** bqtail checked these when the process was planned. */
const WHOLE_TABLES = new Set(['DestTable', 'TempTable']);

/** A table: a value can be part of a name; it cannot lead to another project, dataset or partition than the rule names. */
export const tableText: FillField = (field, values) => {
  if (typeof field !== 'string') return expand(field, values.variables);
  for (const { reference, value } of insertedValues(field, values)) {
    if (WHOLE_TABLES.has(reference.name) || !/[.:$]/.test(value)) continue;
    throw new RuleError(
      `${field}: the value ${JSON.stringify(value)} of ${reference.written} holds one of . : $ and would lead to another project, dataset or partition than the rule names; write those in the rule itself`,
    );
  }
  return expand(field, values.variables);
};
