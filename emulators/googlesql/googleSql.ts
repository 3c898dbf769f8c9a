import { builtinFunctions } from './builtinFunctions.ts';
import type { Contents, ModifiedRow, Node, QueryResult, RowProto, Scope, TypeProto } from './messages.ts';
import { createService, type Service } from './service.ts';
import type { Session } from './startSession.ts';

/** GoogleSQL as Google's own analyzer and reference evaluator have it. All throw GoogleSqlError. */
export interface GoogleSql {
  /** A script of one statement or more, as a tree. */
  parse(sql: string): Promise<Node>;
  /** The paths by which a statement or a script names tables. */
  tableNames(sql: string): Promise<string[][]>;
  /** A statement with every name, type and function resolved. */
  analyze(sql: string, scope: Scope): Promise<Node>;
  /** A query's rows. */
  query(sql: string, scope: Scope, contents: Contents): Promise<QueryResult>;
  /** The rows that INSERT, UPDATE or DELETE write. */
  modify(sql: string, scope: Scope, contents: Contents): Promise<ModifiedRow[]>;
  close(): Promise<void>;
}

export function createGoogleSql(service: Service = createService()): GoogleSql {
  const requestOf = (session: Session, scope: Scope): Node => ({
    options: optionsOf(session, scope),
    ...catalogOf(scope, session),
  });
  const evaluation = (sql: string, scope: Scope, contents: Contents) => (session: Session) => ({
    sql,
    ...requestOf(session, scope),
    tableContent: tableContent(contents),
    params: scope.parameters.map(({ name, value }) => ({ name, value })),
  });
  const script =
    (sql: string) =>
    ({ languageOptions }: Session) => ({ sqlStatement: sql, allowScript: true, options: languageOptions });

  return {
    async parse(sql) {
      const answer = await service.call('Parse', script(sql));
      return (answer as { parsedScript: Node }).parsedScript;
    },
    async tableNames(sql) {
      const answer = await service.call('ExtractTableNamesFromStatement', script(sql));
      const { tableName = [] } = answer as { tableName?: { tableNameSegment: string[] }[] };
      return tableName.map(({ tableNameSegment }) => tableNameSegment);
    },
    async analyze(sql, scope) {
      const answer = await service.call('Analyze', (session) => ({ sqlStatement: sql, ...requestOf(session, scope) }));
      return (answer as { resolvedStatement: Node }).resolvedStatement;
    },
    async query(sql, scope, contents) {
      const answer = await service.call('EvaluateQuery', evaluation(sql, scope, contents));
      const { content, prepared } = answer as {
        content?: { tableData?: { row?: Partial<RowProto>[] } };
        prepared: { columns?: { name?: string; type: TypeProto }[] };
      };
      const columns = (prepared.columns ?? []).map(({ name = '', type }) => ({ name, type }));
      return { columns, rows: (content?.tableData?.row ?? []).map(({ cell = [] }) => ({ cell })) };
    },
    async modify(sql, scope, contents) {
      const answer = await service.call('EvaluateModify', evaluation(sql, scope, contents));
      return (answer as { content?: ModifiedRow[] }).content ?? [];
    },
    close: () => service.close(),
  };
}

const tableContent = (contents: Contents): Node =>
  Object.fromEntries(Object.entries(contents).map(([name, row]) => [name, { tableData: { row } }]));

function optionsOf({ languageOptions, rewrites }: Session, { parameters, types, prunes }: Scope): Node {
  return {
    languageOptions,
    errorMessageMode: 'ERROR_MESSAGE_ONE_LINE',
    defaultTimezone: 'UTC',
    pruneUnusedColumns: prunes,
    enabledRewrites: rewrites,
    targetColumnTypes: types,
    queryParameters: parameters.map(({ name, type }) => ({ name, type })),
  };
}

function catalogOf({ tables, constants, functions }: Scope, { languageOptions, emptyCatalog }: Session): Node {
  if (tables.length + constants.length + functions.length === 0) return { registeredCatalogId: emptyCatalog };
  return {
    simpleCatalog: {
      name: 'statement',
      builtinFunctionOptions: builtinFunctions(languageOptions),
      table: tables,
      constant: constants,
      customFunction: functions,
    },
  };
}
