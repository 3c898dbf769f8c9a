/** What is in force at a place of a statement: names are kept in capitals. */
export interface Scope {
  /** WITH clauses. */
  ctes: ReadonlySet<string>;
  /** Aliases of the FROM clauses here and around. */
  ranges: ReadonlySet<string>;
  /** Variables of the script. */
  variables: ReadonlySet<string>;
  /** Functions and tables that the script made. */
  functions: ReadonlySet<string>;
  temporaryTables: ReadonlySet<string>;
  /** Whether the SELECT around lists `*`. */
  expandsStar: boolean;
  /** Whether there is a SELECT around. */
  nested: boolean;
}

export const EMPTY_SCOPE: Scope = {
  ctes: new Set(),
  ranges: new Set(),
  variables: new Set(),
  functions: new Set(),
  temporaryTables: new Set(),
  expandsStar: false,
  nested: false,
};
