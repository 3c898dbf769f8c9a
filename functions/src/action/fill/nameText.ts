import { expand } from '../../rule/expand.ts';
import { RuleError } from '../../rule/ruleError.ts';
import { insertedValues } from './insertedValues.ts';
import type { TextKind } from './textKind.ts';

/** The name of a resource, `projects/p/topics/t` or `t`: a value can be part of a name, not lead to another place. */
export const nameText: TextKind = {
  fill(field, values) {
    if (typeof field !== 'string') return expand(field, values.variables);
    for (const { reference, value } of insertedValues(field, values)) {
      if (/^[\w.~%+-]*$/.test(value)) continue;
      throw new RuleError(
        `${field}: the value ${JSON.stringify(value)} of ${reference.written} is no part of a name; rename the object, or write the name in the rule itself`,
      );
    }
    return expand(field, values.variables);
  },
};
