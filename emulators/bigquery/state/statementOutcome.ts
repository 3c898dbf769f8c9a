import type { JobStatistics } from '../rest/resources.ts';
import type { Field } from '../schema/field.ts';
import type { TableRef } from '../schema/names.ts';

/** Where a query's rows are. */
export interface QueryResult {
  table: TableRef;
  fields: Field[];
}

/** What a statement has done. */
export interface StatementOutcome {
  /** BigQuery's `statementType` and what belongs to it. */
  statistics: NonNullable<JobStatistics['query']>;
  result?: QueryResult;
}
