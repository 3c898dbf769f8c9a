import type { z } from 'zod';
import type { JobKind } from '../failure/errorReasons.ts';
import type { FieldPath, Finding } from './problem.ts';

/** What one kind of action is, as far as rules and plans have to know; what the action does stands beside it. */
export interface ActionDescription {
  /** In rules, job IDs and the journal: lower-case letters. */
  name: string;
  /** What other systems call it: a rule that says so is told the name here. */
  alsoCalled: readonly string[];
  /** What the action does, in a sentence, for editors of rules. */
  help: string;
  /** The request as a rule has it, with variables not yet filled in. */
  request: z.ZodType<object | undefined>;
  /** What is wrong with such a request beyond its schema. */
  check(request: object, path: FieldPath): Finding[];
  /** Variables that come with the action, in its own request or for the actions after it: no parameter may be called so. */
  variables: readonly string[];
  /** Fields that name an object whose text is read only when the action runs: that text may refer to any variable. */
  readLater: readonly string[];
  /** Fields that hold SQL. */
  sqlFields: readonly string[];
  /** The URLs, as the rule has them, whose objects are gone once the action is done. */
  takesAway(request: object): readonly string[];
  /** Whether the action fails where the objects that it takes away are gone already. */
  needsObjects: boolean;
  /** The gs:// URL, its variables not filled in, of an object that it writes when the process is about this file; undefined where it writes none. */
  writes(request: object, file: { name: string }): string | undefined;
  /** The kind of the BigQuery jobs that the action consists of; undefined for an action that is done at once. */
  jobKind: JobKind | undefined;
}

/** The actions that rules may name, by name. */
export type ActionDescriptions = ReadonlyMap<string, ActionDescription>;
