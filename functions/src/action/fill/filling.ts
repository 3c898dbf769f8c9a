import type { FillField } from './fillField.ts';

/** How the request of a rule becomes what is carried out. */
export interface Filling {
  /** The request of the rule with its defaults, variables not yet filled in. */
  complete(request: object): object;
  /** The fields whose variables are filled in otherwise than by `expand`, because of what a value could do there. */
  fields?: Readonly<Record<string, FillField>>;
  /** Fields that name an object of Cloud Storage, and the fields that get its text. */
  texts?: Readonly<Record<string, string>>;
}
