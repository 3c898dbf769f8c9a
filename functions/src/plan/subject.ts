import { defined } from '../common/defined.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import type { TableName } from '../model/table.ts';
import type { FileIdentity, Variables } from '../rule/expand.ts';
import { OF_PROCESS } from '../rule/runtimeVariables.ts';
import type { Rule } from '../rule/schema.ts';
import type { TableReference } from '../rule/tableReference.ts';

export interface Surroundings {
  processId: string;
  /** The functions' own project: tables that name none are in it. */
  projectId: string;
  triggerBucket: string;
  /** Running and pending load jobs by project, as dispatch last counted them. */
  loadJobs: Readonly<Record<string, number>>;
  /** The group that the process is part of. */
  groupId?: string | undefined;
}

/** The variables of a process that a table may be named after. */
export const ofProcess = ({ processId, groupId }: Surroundings): Variables =>
  defined({ [OF_PROCESS.event]: processId, [OF_PROCESS.group]: groupId });

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
