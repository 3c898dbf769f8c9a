import { expand, type FileIdentity, type Variables } from '../../rule/expand.ts';

/** What a field is filled in from. */
export interface Values {
  variables: Variables;
  /** Whether bqtail, or the rule itself, says what the variable is. Whoever uploads may have a say in all others. */
  isTrusted(name: string): boolean;
  /** Whether the variable is what an action before this one answered. */
  isAnswer(name: string): boolean;
  /** For messages: where values come from. */
  file: FileIdentity;
}

/** A kind of text that a field of a request holds: what a rule may write there, and what a value may do. */
export interface TextKind {
  /**
   * Fills in the variables of the field; `request` is the one that it stands in, its variables not filled in. Throws a RuleError
   * where a value would do there what the rule does not say.
   */
  fill(field: unknown, values: Values, request?: Readonly<Record<string, unknown>>): unknown;
  /** What is wrong with the text as the rule has it. */
  faults?(text: string): readonly string[];
  /** The field that gets the text of the object that this one names. */
  readInto?: string;
  /** The text is SQL, of which a reference that stands for nothing makes an error. */
  isSql?: true;
}

/** A text or a value that means nothing to bqtail: any value may go into it. */
export const plainText: TextKind = { fill: (field, { variables }) => expand(field, variables) };
