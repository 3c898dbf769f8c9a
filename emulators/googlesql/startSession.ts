import { builtinFunctions } from './builtinFunctions.ts';
import type { Node } from './messages.ts';
import { type ServiceProcess, startProcess } from './startProcess.ts';

/** A running service, with what requests to it are made of. */
export interface Session {
  process: ServiceProcess;
  languageOptions: Node;
  /** The ID of a catalog of functions alone. */
  emptyCatalog: string;
  /** How resolved statements are simplified for the evaluator. */
  rewrites: readonly string[];
}

/** Features of GoogleSQL that BigQuery has not. */
const NOT_IN_BIGQUERY: ReadonlySet<string> = new Set([
  'FEATURE_V_1_4_SQL_MACROS',
  'FEATURE_TEST_IDEALLY_DISABLED',
  'FEATURE_TEST_IDEALLY_DISABLED_AND_IN_DEVELOPMENT',
  'FEATURE_TEST_IDEALLY_ENABLED_BUT_IN_DEVELOPMENT',
  'FEATURE_EXPERIMENTAL_MODULES',
]);

/** Features that the service has and does not count among its finished ones. */
const UNFINISHED: readonly string[] = [
  'FEATURE_INTERVAL_TYPE',
  'FEATURE_TIME_BUCKET_FUNCTIONS',
  'FEATURE_INVERSE_TRIG_FUNCTIONS',
  'FEATURE_ALTER_COLUMN_SET_DATA_TYPE',
  'FEATURE_ALTER_VIEWS_ALTER_COLUMN_SET_OPTIONS',
  'FEATURE_CREATE_TABLE_CLONE',
  'FEATURE_CREATE_VIEWS_WITH_COLUMN_OPTIONS',
  'FEATURE_V_1_3_COLLATION_SUPPORT',
  'FEATURE_V_1_4_CORRESPONDING_BY',
  'FEATURE_V_1_4_GROUPING_BUILTIN',
  'FEATURE_V_1_4_GROUPING_SETS',
  'FEATURE_V_1_4_LIKE_ANY_SOME_ALL_ARRAY',
  'FEATURE_V_1_4_LIKE_ANY_SOME_ALL_SUBQUERY',
  'FEATURE_V_1_4_SET_OPERATION_COLUMN_PROPAGATION_MODE',
];
const TIMEOUT_MS = 10_000;

export async function startSession(): Promise<Session> {
  const process = await startProcess();
  const all = (await process.call('GetLanguageOptions', { maximumFeatures: true }, TIMEOUT_MS)) as Node;
  const finished = (all['enabledLanguageFeatures'] as string[]).filter((feature) => !NOT_IN_BIGQUERY.has(feature));
  // BigQuery's names of types; an empty list allows all kinds of statements.
  const languageOptions = {
    ...all,
    enabledLanguageFeatures: [...finished, ...UNFINISHED],
    productMode: 'PRODUCT_EXTERNAL',
    supportedStatementKinds: [],
  };
  const catalog = { simpleCatalog: { name: 'empty', builtinFunctionOptions: builtinFunctions(languageOptions) } };
  const { registeredId } = (await process.call('RegisterCatalog', catalog, TIMEOUT_MS)) as { registeredId: string };
  const { enabledRewrites } = (await process.call('GetAnalyzerOptions', {}, TIMEOUT_MS)) as {
    enabledRewrites: string[];
  };
  const rewrites = [...enabledRewrites, 'REWRITE_INLINE_SQL_FUNCTIONS', 'REWRITE_INLINE_SQL_UDAS'];
  return { process, languageOptions, emptyCatalog: registeredId, rewrites };
}
