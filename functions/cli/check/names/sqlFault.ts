import type { TableName } from '../../../src/model/table.ts';
import type { FieldPath } from '../../../src/rule/problem.ts';

/** What is wrong with a rule's SQL once names and types are known. */
export interface SqlFault {
  path: FieldPath;
  message: string;
  /** Who says so: BigQuery, in its words, or bqtail, which would not send the SQL. */
  by: 'BigQuery' | 'bqtail';
  /** The index in the text as the rule has it. */
  at?: number;
  /** The tables, by `fullTableName`, whose columns as they are outside of the rule's own work led to this. */
  tables: readonly string[];
}

/** What there is to say of a rule. */
export interface SqlFindings {
  faults: SqlFault[];
  /** Tables whose columns would have to be known. */
  unknown: TableName[];
  /** Tables, by `fullTableName`, that the rule's actions make, change or drop. */
  changed: string[];
}

/** What is said of a literal that holds a value is said of the value, which is made up. */
const isOfValue = ({ message }: SqlFault): boolean => /\bliteral\b/i.test(message);

/** The faults that there are whatever variables stand for. */
export function faultsInAll(found: readonly SqlFault[][]): SqlFault[] {
  const isSame = (one: SqlFault, other: SqlFault): boolean =>
    one.message === other.message && one.path.join('.') === other.path.join('.');
  const [first = [], ...others] = found.length > 1 ? found.filter((faults) => !faults.some(isOfValue)) : found;
  return first.filter((fault) => others.every((faults) => faults.some((other) => isSame(fault, other))));
}
