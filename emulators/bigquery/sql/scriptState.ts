import type { Scope } from './emission/scope.ts';
import { EMPTY_SCOPE } from './emission/scope.ts';
import type { SqlType } from './model/ast.ts';

/** What a script has made so far; names in capitals. Blocks have their own variables. */
export interface ScriptState {
  /** The type of a variable, undefined where it has that of its first value. */
  variables: Map<string, SqlType | undefined>;
  functions: Set<string>;
  temporaryTables: Set<string>;
  passed: ReadonlyMap<string, string>;
}

export const newScriptState = (): ScriptState => ({
  variables: new Map(),
  functions: new Set(),
  temporaryTables: new Set(),
  passed: new Map(),
});

/** A block inside sees the variables outside, and its own end with it. */
export const inBlock = (state: ScriptState): ScriptState => ({ ...state, variables: new Map(state.variables) });

export const scopeOf = ({ variables, functions, temporaryTables, passed }: ScriptState): Scope => ({
  ...EMPTY_SCOPE,
  variables: new Set(variables.keys()),
  functions,
  temporaryTables,
  passed,
});
