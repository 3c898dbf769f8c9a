import type { SourceFile } from '../model/sourceFile.ts';
import type { TableName } from '../model/table.ts';
import type { FileIdentity, Variables } from '../rule/expand.ts';
import type { Rule } from '../rule/schema.ts';
import type { TableReference } from '../rule/tableReference.ts';

export interface Surroundings {
  processId: string;
  /** The functions' own project: tables that name none are in it. */
  projectId: string;
  triggerBucket: string;
  /** Running and pending load jobs by project, as dispatch last counted them. */
  loadJobs: Readonly<Record<string, number>>;
}

export interface Subject {
  rule: Rule;
  sources: readonly SourceFile[];
  /** The file that variables are taken from: all sources have the same values of those that matter. */
  identity: FileIdentity;
  table: TableReference;
  variables: Variables;
  /** As the plan shows it. */
  destination: string;
}

/** A table of a rule by its full name. */
export type TableOf = (text: { field: string; text: string }) => TableName;
