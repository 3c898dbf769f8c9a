import type { FileIdentity, Variables } from '../../rule/expand.ts';

/** What a field is filled in from. */
export interface Values {
  variables: Variables;
  /** Whether bqtail, or the rule itself, says what the variable is. Whoever uploads may have a say in all others. */
  isTrusted(name: string): boolean;
  /** For messages: where values come from. */
  file: FileIdentity;
}

/** Fills in the variables of a field. Throws a RuleError where a value would do there what the rule does not say. */
export type FillField = (field: unknown, values: Values) => unknown;
