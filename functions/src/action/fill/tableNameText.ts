import { expand } from '../../rule/expand.ts';
import { RuleError } from '../../rule/ruleError.ts';
import { tableFaults } from '../../rule/tableFaults.ts';
import { insertedValues } from './insertedValues.ts';
import type { TextKind, Values } from './textKind.ts';

/** bqtail checked these when the process was planned. */
const WHOLE_TABLES = new Set(['DestTable', 'TempTable']);

/** A table: a value can be part of a name; it cannot lead to another project, dataset or partition than the rule names. */
export const tableNameText: TextKind = { fill, faults: tableFaults };

/** A table of which no partition will do. */
export const wholeTableNameText: TextKind = {
  fill,
  faults: (text) => [
    ...tableFaults(text),
    ...(/\$(?:\d{2,}|__)/.test(text) ? [`${text} is a partition; the action takes whole tables only`] : []),
  ],
};

/** A dataset, `[project:]dataset`. */
export const datasetNameText: TextKind = { fill };

function fill(field: unknown, values: Values): unknown {
  if (typeof field !== 'string') return expand(field, values.variables);
  for (const { reference, value } of insertedValues(field, values)) {
    if (WHOLE_TABLES.has(reference.name) || !/[.:$]/.test(value)) continue;
    throw new RuleError(
      `${field}: the value ${JSON.stringify(value)} of ${reference.written} holds one of . : $ and would lead to another project, dataset or partition than the rule names; write those in the rule itself`,
    );
  }
  return expand(field, values.variables);
}
