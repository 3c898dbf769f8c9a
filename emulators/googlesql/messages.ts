/** Messages of GoogleSQL's service, as far as they are used: https://github.com/google/zetasql, zetasql/local_service/local_service.proto. */

/** A node of a parsed or resolved statement: fields by name; what a node inherits is in `parent`, 64-bit integers are texts. */
export interface Node {
  readonly [field: string]: unknown;
}

/** zetasql.TypeProto */
export interface TypeProto {
  typeKind: string;
  arrayType?: { elementType: TypeProto };
  structType?: { field?: { fieldName?: string; fieldType: TypeProto }[] };
  rangeType?: { elementType: TypeProto };
  enumType?: unknown;
}

/** zetasql.ValueProto: one member at most; none is NULL. */
export interface ValueProto {
  int64Value?: string;
  boolValue?: boolean;
  doubleValue?: number;
  stringValue?: string;
  bytesValue?: Uint8Array;
  /** Days since 1970. */
  dateValue?: number;
  timestampValue?: { seconds?: string; nanos?: number };
  datetimeValue?: { bitFieldDatetimeSeconds?: string; nanos?: number };
  timeValue?: string;
  numericValue?: Uint8Array;
  bignumericValue?: Uint8Array;
  jsonValue?: string;
  intervalValue?: Uint8Array;
  arrayValue?: { element?: ValueProto[] };
  structValue?: { field?: ValueProto[] };
  rangeValue?: { start?: ValueProto; end?: ValueProto };
  [other: string]: unknown;
}

/** zetasql.SimpleColumnProto */
export interface ColumnProto {
  name: string;
  type: TypeProto;
  /** Not part of `*`. */
  isPseudoColumn?: boolean;
  isWritableColumn?: boolean;
  hasDefaultValue?: boolean;
}

/** zetasql.SimpleTableProto */
export interface TableProto {
  name: string;
  serializationId: number;
  column: ColumnProto[];
  primaryKeyColumnIndex?: number[];
}

/** zetasql.SimpleConstantProto: a name that stands for a value, as a script's variable does. */
export interface ConstantProto {
  namePath: string[];
  type: TypeProto;
  value: ValueProto;
}

/** zetasql.FunctionProto, of a function whose body is GoogleSQL. */
export type FunctionProto = Node;

export interface RowProto {
  cell: ValueProto[];
}

export interface Parameter {
  name: string;
  type: TypeProto;
  value: ValueProto;
}

/** What names mean in a statement. */
export interface Scope {
  tables: readonly TableProto[];
  constants: readonly ConstantProto[];
  functions: readonly FunctionProto[];
  parameters: readonly Parameter[];
  /** The types of a query's columns, which its values are converted to; empty leaves them as they are. */
  types: readonly TypeProto[];
  /** Whether tables are read without the columns that are not needed; the evaluator finds no keys then. */
  prunes: boolean;
}

export const EMPTY_SCOPE: Scope = {
  tables: [],
  constants: [],
  functions: [],
  parameters: [],
  types: [],
  prunes: true,
};

/** A table's rows, by its name; each row has a cell for each column. */
export type Contents = Readonly<Record<string, readonly RowProto[]>>;

export interface QueryResult {
  columns: { name: string; type: TypeProto }[];
  rows: RowProto[];
}

export interface ModifiedRow {
  operation: 'INSERT' | 'UPDATE' | 'DELETE';
  cell?: ValueProto[];
  oldPrimaryKey?: ValueProto[];
}
