import type { SqlAnalysis, SqlNames } from '../../functions/cli/sql/sqlReader.ts';
import { fullTableName, type TableField, type TableName } from '../../functions/src/model/table.ts';
import { ApiError } from '../bigquery/errors/apiError.ts';
import { SqlError, UnsupportedSql } from '../bigquery/errors/sqlError.ts';
import type { Binder } from '../bigquery/evaluation/boundTable.ts';
import { prepareStatement } from '../bigquery/evaluation/prepareStatement.ts';
import { fieldsOfQuery } from '../bigquery/evaluation/queryFields.ts';
import { parsed } from '../bigquery/query/script/parseScript.ts';
import { tableIdOfNames } from '../bigquery/query/script/tableIdOfNames.ts';
import { canonicalFields, type Field, fieldResources } from '../bigquery/schema/field.ts';
import type { GoogleSql } from '../googlesql/googleSql.ts';
import { GoogleSqlError } from '../googlesql/googleSqlError.ts';
import { type ConstantProto, EMPTY_SCOPE, type Node, type TypeProto } from '../googlesql/messages.ts';
import { child, children, type Flat, flatten, namesOf, rangeOf } from '../googlesql/nodes.ts';
import { indexAt, type Source, sourceOf } from '../googlesql/source.ts';
import { isDoubtful } from './isDoubtful.ts';

/** Analyzes a script over tables whose columns are handed in; nothing of it is run. @throws Error where the service cannot be started */
export async function analyzeSql(script: string, names: SqlNames, googleSql: GoogleSql): Promise<SqlAnalysis> {
  const found: Found = { unknown: new Map(), changed: new Map(), isWhole: true };
  const analyzing: Analyzing = { names, googleSql, found, temporary: new Map(), constants: [] };
  try {
    const { script: tree, source } = await parsed(googleSql, sourceOf(script));
    const list = child(flatten(tree), 'statementListNode');
    for (const node of list ? children(list, 'statementList') : []) {
      const look = STATEMENTS[node.kind];
      if (!look) {
        found.isWhole = false;
        break;
      }
      await look({ node, source }, analyzing);
    }
  } catch (error) {
    found.isWhole = false;
    const fault = faultOf(error, script);
    if (fault) found.fault = fault;
  }
  const { unknown, ...rest } = found;
  return { ...rest, unknown: [...unknown.values()] };
}

type Found = Omit<SqlAnalysis, 'unknown' | 'changed'> & {
  unknown: Map<string, TableName>;
  changed: Map<string, readonly TableField[] | undefined>;
  isWhole: boolean;
};

interface Analyzing {
  names: SqlNames;
  googleSql: GoogleSql;
  found: Found;
  /** The script's own tables, by upper-case name. */
  temporary: Map<string, readonly Field[] | undefined>;
  /** Its variables. */
  constants: ConstantProto[];
}

interface Placed {
  node: Flat;
  source: Source;
}

/** What is wrong with the SQL; undefined for what the analyzer, and not BigQuery, cannot do. */
function faultOf(error: unknown, script: string): SqlAnalysis['fault'] {
  if (error instanceof ApiError || error instanceof GoogleSqlError || error instanceof UnsupportedSql) return undefined;
  if (!(error instanceof SqlError)) throw error;
  const { line, column, reason } = error;
  const isPlaced = line !== undefined && column !== undefined;
  const message = isPlaced ? error.message.replace(` at [${line}:${column}]`, '') : error.message;
  if (reason !== 'invalidQuery' || isDoubtful(message)) return undefined;
  return isPlaced ? { message, at: indexAt(script, { line, column }) } : { message };
}

type Fragment = Pick<Parameters<typeof prepareStatement>[0], 'before' | 'after' | 'types'>;

/** The resolved statement; undefined where it names a table that nobody knows. */
async function resolved(placed: Placed, analyzing: Analyzing, around: Fragment = {}): Promise<Node | undefined> {
  const { googleSql, constants } = analyzing;
  const missing = { count: 0 };
  const preparing = {
    ...{ googleSql, bind: binder(analyzing, missing) },
    names: { constants, functions: [], parameters: [] },
  };
  try {
    const { resolved: node } = await prepareStatement({ ...placed, ...around }, preparing);
    return missing.count === 0 ? node : undefined;
  } catch (error) {
    // What is said of a table without columns is not to be believed.
    if (missing.count === 0) throw error;
    if (error instanceof SqlError || error instanceof ApiError || error instanceof GoogleSqlError) return undefined;
    throw error;
  }
}

const PARTITION_TIME: readonly Field[] = [
  { name: '_PARTITIONTIME', type: 'TIMESTAMP', mode: 'NULLABLE' },
  { name: '_PARTITIONDATE', type: 'DATE', mode: 'NULLABLE' },
];

function binder({ names, found, temporary }: Analyzing, missing: { count: number }): Binder {
  const bound = (name: string, fields: readonly Field[] | undefined, hidden: readonly Field[] = []) => {
    if (fields === undefined) missing.count += 1;
    return { name, fields: fields ?? [], hidden, source: () => Promise.reject(new Error('Nothing is run here.')) };
  };
  return async (path) => {
    const own = (path[0] ?? '').toUpperCase();
    if (path.length === 1 && temporary.has(own)) return bound(path[0] ?? '', temporary.get(own));
    const table = tableIdOfNames(path, names);
    const name = fullTableName(table);
    if (found.changed.has(name)) return bound(name, canonicalOf(found.changed.get(name)));
    const known = await names.find(table);
    const fields = canonicalOf(known?.fields);
    if (fields === undefined) found.unknown.set(name, table);
    return bound(name, fields, known?.isByIngestionTime ? PARTITION_TIME : []);
  };
}

/** Nothing is known of a table with a column that the analyzer does not take. */
function canonicalOf(fields: readonly TableField[] | undefined): Field[] | undefined {
  if (fields === undefined || fields.length === 0) return undefined;
  try {
    return canonicalFields(fields);
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

const outputType = (node: Node | undefined): TypeProto | undefined =>
  ((node && flatten(node)['outputColumnList']) as { column: { type: TypeProto } }[] | undefined)?.[0]?.column.type;

async function query(placed: Placed, analyzing: Analyzing): Promise<void> {
  const { found } = analyzing;
  delete found.columns;
  const node = await resolved(placed, analyzing);
  if (node) found.columns = fieldResources(fieldsOfQuery(node)) as TableField[];
}

async function change(placed: Placed, analyzing: Analyzing): Promise<void> {
  await resolved(placed, analyzing);
}

/** CREATE TABLE and CREATE VIEW: what it has is known where a query says so. */
async function create(placed: Placed, analyzing: Analyzing): Promise<void> {
  const { node, source } = placed;
  const { found, temporary, names } = analyzing;
  const select = child(node, 'query');
  const made = select && (await resolved({ node: select, source }, analyzing));
  const fields =
    made && !child(node, 'tableElementList') && !child(node, 'columnWithOptionsList') ? fieldsOfQuery(made) : undefined;
  const path = namesOf(child(node, 'name') ?? flatten({}));
  const name = path.length === 1 ? path[0] : undefined;
  if (node['scope'] === 'TEMPORARY' && name !== undefined) temporary.set(name.toUpperCase(), fields);
  else {
    const isKept = node['isIfNotExists'] === true;
    const columns = fields && !isKept ? (fieldResources(fields) as TableField[]) : undefined;
    found.changed.set(fullTableName(tableIdOfNames(path, names)), columns);
  }
}

async function exported({ node, source }: Placed, analyzing: Analyzing): Promise<void> {
  const select = child(node, 'query');
  if (select) await resolved({ node: select, source }, analyzing);
}

/** ALTER and DROP: afterwards nothing is known of the table. */
async function forget({ node }: Placed, { found, temporary, names }: Analyzing): Promise<void> {
  const path = namesOf(child(node, 'name') ?? child(node, 'path') ?? flatten({}));
  const own = (path[0] ?? '').toUpperCase();
  if (path.length === 1 && temporary.has(own)) temporary.set(own, undefined);
  else if (node.kind !== 'DropStatement' || node['schemaObjectKind'] !== 'kSchema')
    found.changed.set(fullTableName(tableIdOfNames(path, names)), undefined);
}

async function declare({ node, source }: Placed, analyzing: Analyzing): Promise<void> {
  const written = child(node, 'type');
  const initial = child(node, 'defaultValue');
  const value = initial && outputType(await resolved({ node: initial, source }, analyzing, EXPRESSION));
  const type = written ? await typeNamed(source.slice(rangeOf(written)), analyzing) : value;
  const list = child(node, 'variableList');
  for (const { idString } of list ? children(list, 'identifierList') : []) {
    if (type) analyzing.constants.push({ namePath: [String(idString)], type, value: {} });
    else throw new UnsupportedSql('a variable whose type is not known');
  }
}

const EXPRESSION = { before: 'SELECT (', after: ')' };

async function typeNamed(name: string, { googleSql }: Analyzing): Promise<TypeProto | undefined> {
  return outputType(await googleSql.analyze(`SELECT CAST(NULL AS ${name})`, EMPTY_SCOPE));
}

async function set({ node, source }: Placed, analyzing: Analyzing): Promise<void> {
  const expression = child(node, 'expression');
  if (expression) await resolved({ node: expression, source }, analyzing, EXPRESSION);
}

async function assert({ node, source }: Placed, analyzing: Analyzing): Promise<void> {
  const expression = child(node, 'expr');
  const around = { ...EXPRESSION, types: [{ typeKind: 'TYPE_BOOL' }] };
  if (expression) await resolved({ node: expression, source }, analyzing, around);
}

const nothing = async (): Promise<void> => undefined;

/** By the kinds of the parsed statements; at another the analysis ends. */
const STATEMENTS: Readonly<Record<string, (placed: Placed, analyzing: Analyzing) => Promise<void>>> = {
  QueryStatement: query,
  InsertStatement: change,
  UpdateStatement: change,
  DeleteStatement: change,
  MergeStatement: change,
  TruncateStatement: change,
  CreateTableStatement: create,
  CreateViewStatement: create,
  CreateMaterializedViewStatement: create,
  ExportDataStatement: exported,
  AlterTableStatement: forget,
  DropStatement: forget,
  VariableDeclaration: declare,
  SingleAssignment: set,
  AssertStatement: assert,
  BeginStatement: nothing,
  CommitStatement: nothing,
  RollbackStatement: nothing,
};
