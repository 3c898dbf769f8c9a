import type { TextKind } from './textKind.ts';

/** How the request of a rule becomes what is carried out. */
export interface Filling {
  /** The request of the rule with its defaults, variables not yet filled in. */
  complete(request: object): object;
  /** Its fields that hold texts, and of what kind each is; nothing but `expand` happens to others. */
  texts: Readonly<Record<string, TextKind>>;
}
