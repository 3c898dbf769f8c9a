import type { Position } from './errors.ts';

export interface Name extends Position {
  text: string;
}

/** A type as GoogleSQL writes it: `name` is canonical (INT64, STRING, …, ARRAY, STRUCT). */
export interface SqlType {
  name: string;
  /** NUMERIC(10, 2), STRING(5). */
  parameters: readonly string[];
  element?: SqlType;
  fields?: readonly { name?: string; type: SqlType }[];
}

export type Expression = Position &
  (
    | { kind: 'literal'; type: 'INT64' | 'FLOAT64' | 'STRING' | 'BYTES' | 'BOOL' | 'NULL'; text: string }
    | { kind: 'typed'; type: string; text: string }
    | { kind: 'name'; name: string }
    | { kind: 'field'; of: Expression; name: string }
    /** SQL of DuckDB that is there already. */
    | { kind: 'raw'; sql: string }
    | { kind: 'parameter'; name: string }
    | { kind: 'variable'; name: string }
    | Call
    | { kind: 'interval'; value: Expression; part: string; to?: string }
    | { kind: 'extract'; part: DatePart; of: Expression; zone?: Expression }
    | { kind: 'cast'; of: Expression; type: SqlType; safe: boolean; format?: Expression }
    | {
        kind: 'case';
        of?: Expression;
        branches: readonly { when: Expression; result: Expression }[];
        otherwise?: Expression;
      }
    | { kind: 'exists'; query: Query }
    | { kind: 'subquery'; query: Query }
    | { kind: 'arrayQuery'; query: Query }
    | { kind: 'array'; type?: SqlType; items: readonly Expression[] }
    /** `positional`: it goes into a column, whose fields it fills in order, whatever its own are called. */
    | { kind: 'struct'; type?: SqlType; fields: readonly { name?: string; value: Expression }[]; positional?: true }
    | { kind: 'unary'; operator: '-' | '+' | '~' | 'NOT'; of: Expression }
    | { kind: 'binary'; operator: string; left: Expression; right: Expression }
    | { kind: 'is'; of: Expression; not: boolean; what: 'NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN' }
    | { kind: 'distinct'; left: Expression; right: Expression; not: boolean }
    | { kind: 'between'; of: Expression; low: Expression; high: Expression; not: boolean }
    | { kind: 'in'; of: Expression; among: Among; not: boolean }
    | { kind: 'like'; of: Expression; patterns: readonly Expression[]; quantifier?: 'ANY' | 'ALL'; not: boolean }
    | { kind: 'subscript'; of: Expression; index: Expression; mode: 'OFFSET' | 'ORDINAL' | 'PLAIN'; safe: boolean }
  );

export type ExpressionKind = Expression['kind'];
export type ExpressionOf<K extends ExpressionKind> = Extract<Expression, { kind: K }>;

export type Among = { list: readonly Expression[] } | { query: Query } | { array: Expression };

/** A part of a date: `WEEK(MONDAY)` has a day. */
export interface DatePart extends Position {
  name: string;
  day?: string;
}

export interface Call extends Position {
  kind: 'call';
  /** In capitals, `NET.HOST` with its dot. */
  name: string;
  safe: boolean;
  arguments: readonly Expression[];
  /** `name => value` */
  named: Readonly<Record<string, Expression>>;
  /** COUNT(*) */
  star: boolean;
  distinct: boolean;
  nulls?: 'IGNORE' | 'RESPECT';
  having?: { kind: 'MAX' | 'MIN'; of: Expression };
  orderBy: readonly SortKey[];
  limit?: Expression;
  over?: Window;
}

export interface SortKey {
  of: Expression;
  descending: boolean;
  nulls?: 'FIRST' | 'LAST';
}

export interface Window {
  /** A window of the WINDOW clause. */
  base?: string;
  partitionBy: readonly Expression[];
  orderBy: readonly SortKey[];
  frame?: { unit: 'ROWS' | 'RANGE'; from: FrameBound; to?: FrameBound };
}

export type FrameBound =
  | { kind: 'UNBOUNDED PRECEDING' | 'UNBOUNDED FOLLOWING' | 'CURRENT ROW' }
  | { kind: 'PRECEDING' | 'FOLLOWING'; by: Expression };

export interface Query extends Position {
  recursive: boolean;
  with: readonly { name: string; query: Query }[];
  body: QueryBody;
  orderBy: readonly SortKey[];
  limit?: Expression;
  offset?: Expression;
}

export type QueryBody =
  | Select
  | { kind: 'query'; query: Query }
  | { kind: 'set'; operator: 'UNION' | 'INTERSECT' | 'EXCEPT'; all: boolean; left: QueryBody; right: QueryBody };

export interface Select extends Position {
  kind: 'select';
  distinct: boolean;
  as?: 'STRUCT' | 'VALUE';
  items: readonly SelectItem[];
  from?: Source;
  where?: Expression;
  groupBy?: GroupBy;
  having?: Expression;
  qualify?: Expression;
  windows: readonly { name: string; window: Window }[];
}

export type SelectItem = Position &
  (
    | { kind: 'expression'; value: Expression; alias?: string }
    | {
        kind: 'star';
        of?: Expression;
        except: readonly string[];
        replace: readonly { value: Expression; name: string }[];
      }
  );

export type GroupBy = { kind: 'all' } | { kind: 'items'; items: readonly GroupItem[] };

export type GroupItem =
  | { kind: 'expression'; of: Expression }
  | { kind: 'ROLLUP' | 'CUBE'; sets: readonly (readonly Expression[])[] }
  | { kind: 'GROUPING SETS'; sets: readonly GroupItem[] }
  | { kind: 'set'; of: readonly Expression[] };

/** A table's name, each part as written, quoted parts already taken apart at their dots. */
export interface TablePath extends Position {
  parts: readonly string[];
  /** Written in brackets, as legacy SQL does. */
  legacy?: true;
}

export type Source = Position &
  (
    | { kind: 'table'; path: TablePath; alias?: string; offset?: string }
    | { kind: 'unnest'; of: Expression; alias?: string; offset?: string }
    | { kind: 'derived'; query: Query; alias?: string }
    | {
        kind: 'join';
        join: JoinKind;
        left: Source;
        right: Source;
        on?: Expression;
        using?: readonly string[];
        comma?: true;
      }
    | { kind: 'group'; of: Source }
    | { kind: 'pivot'; of: Source; pivot: Pivot; alias?: string }
    | { kind: 'unpivot'; of: Source; unpivot: Unpivot; alias?: string }
  );

export type JoinKind = 'INNER' | 'LEFT' | 'RIGHT' | 'FULL' | 'CROSS';

export interface Pivot {
  aggregates: readonly { call: Expression; alias?: string }[];
  input: Expression;
  values: readonly { value: Expression; alias?: string }[];
}

export interface Unpivot {
  includeNulls: boolean;
  values: readonly string[];
  name: string;
  columns: readonly { names: readonly string[]; label?: Expression }[];
}
