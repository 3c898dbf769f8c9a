import type { ConstantProto, FunctionProto, Parameter, TypeProto, ValueProto } from '../../../googlesql/messages.ts';
import type { Field } from '../../schema/field.ts';

/** One object for all blocks that see it. */
export interface Variable {
  name: string;
  type: TypeProto;
  value: ValueProto;
}

/** What a script knows while it runs. */
export interface ScriptState {
  /** By upper-case name. */
  variables: Map<string, Variable>;
  /** The names that the block itself has declared. */
  declared: Set<string>;
  functions: Map<string, FunctionProto>;
  temporaryTables: Map<string, readonly Field[]>;
  parameters: readonly Parameter[];
}

export const newScriptState = (parameters: readonly Parameter[]): ScriptState => ({
  variables: new Map(),
  declared: new Set(),
  functions: new Map(),
  temporaryTables: new Map(),
  parameters,
});

/** Within a block, variables are those around it, which it may set, and its own. */
export const inBlock = (state: ScriptState): ScriptState => ({
  ...state,
  variables: new Map(state.variables),
  declared: new Set(),
});

export const constantsOf = ({ variables }: ScriptState): ConstantProto[] =>
  [...variables.values()].map(({ name, type, value }) => ({ namePath: [name], type, value }));
