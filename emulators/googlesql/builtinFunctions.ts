import type { Node } from './messages.ts';

/** Functions that the service knows and cannot compute: others take their names. */
const REPLACED: readonly string[] = ['FN_GENERATE_UUID', 'FN_SESSION_USER'];

/** zetasql.ZetaSQLBuiltinFunctionOptionsProto */
export const builtinFunctions = (languageOptions: Node): Node => ({ languageOptions, excludeFunctionIds: REPLACED });
