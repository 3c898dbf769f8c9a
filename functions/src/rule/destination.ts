import { defined } from '../common/defined.ts';
import { splitPartition, withPartition } from '../common/partition.ts';
import { expand, type FileIdentity, fileVariables, type Variables, variablesWith } from './expand.ts';
import { RuleError } from './ruleError.ts';
import type { Rule } from './schema.ts';
import type { TableReference } from './tableReference.ts';

const PARTS = ['projectId', 'datasetId', 'tableId', 'partition'] as const;

/** What BigQuery takes (REST reference, TableReference; documentation on dataset names, project IDs, partition IDs). */
const NAMING = {
  projectId: {
    takes: (text: string) => /^(?:[a-z0-9][a-z0-9.-]*\.[a-z0-9-]+:)?[a-z](?:[a-z0-9-]{0,28}[a-z0-9])?$/.test(text),
    words: 'a project ID is up to 30 lower-case letters, digits and dashes, beginning with a letter',
  },
  datasetId: {
    takes: (text: string) => /^\w{1,1024}$/.test(text),
    words: 'a dataset name is 1 to 1,024 letters (A-Z), digits and underscores',
  },
  tableId: {
    takes: (text: string) => /^[\p{L}\p{M}\p{N}\p{Pc}\p{Pd}\p{Zs}]+$/u.test(text) && Buffer.byteLength(text) <= 1024,
    words: 'a table name is letters, digits, underscores, dashes and spaces, at most 1,024 bytes',
  },
  partition: {
    takes: (text: string) => /^(?:-?\d+|__NULL__|__UNPARTITIONED__|__PARTITIONS_SUMMARY__)$/.test(text),
    words: 'a partition is digits (yyyy, yyyyMM, yyyyMMdd, yyyyMMddHH or a range start), __NULL__ or __UNPARTITIONED__',
  },
};

/**
 * Reads `[project:]dataset.table[$partition]` or `project.dataset.table`; the project may belong to a domain
 * (`example.com:project:dataset.table`). Throws a RuleError that says which part BigQuery would refuse.
 */
export function parseTable(text: string): TableReference {
  const reference = takeApart(text);
  if (reference === undefined) {
    throw new RuleError(`${JSON.stringify(text)} is no table: write [project:]dataset.table[$partition]`);
  }
  for (const part of PARTS) {
    const value = reference[part];
    if (value !== undefined && !NAMING[part].takes(value)) {
      throw new RuleError(
        `${JSON.stringify(text)} is no table, because of ${JSON.stringify(value)}: ${NAMING[part].words}`,
      );
    }
  }
  return reference;
}

/** The table, and partition, that a file's rows go to: `Dest.Table` and `Dest.Partition` expanded, as `tableFor` does it. */
export const destinationOf = (rule: Rule, file: FileIdentity, own: Variables = {}): TableReference =>
  tableFor(rule, { field: 'Dest.Table', text: rule.Dest.Table, partition: rule.Dest.Partition, own }, file);

interface TableText {
  /** Where it stands in the rule, for messages. */
  field: string;
  text: string;
  partition?: string | undefined;
  /** The variables of the process. */
  own?: Variables;
}

/**
 * A table of a rule, its variables expanded for a file. Throws a RuleError where that is no valid table, or where a value
 * from the path would lead to another project or dataset than the rule names: paths come from whoever uploads.
 */
export function tableFor(rule: Rule, table: TableText, file: FileIdentity): TableReference {
  try {
    const text = expanded(table, fileVariables(rule, file));
    const reference = parseTable(text);
    // Groups that stand still between these two are the rule's own; what changes comes from the path.
    const [a, b] = ['0', '1'].map((group) =>
      takeApart(expanded(table, variablesWith(rule, file, Array(9).fill(group)))),
    );
    for (const part of PARTS) {
      const fixed = a?.[part] === b?.[part];
      if (fixed ? a?.[part] !== reference[part] : reference[part] === undefined) {
        throw new RuleError(
          `${JSON.stringify(text)} has another ${WORDS[part]} than the rule names: a value from the path holds one of . : $`,
        );
      }
    }
    return reference;
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    throw new RuleError(`${table.field} ${table.text} for gs://${file.bucket}/${file.name}: ${error.message}`);
  }
}

const WORDS = { projectId: 'project', datasetId: 'dataset', tableId: 'table', partition: 'partition' } as const;

function expanded({ text, partition, own = {} }: TableText, fromFile: Variables): string {
  const variables = { ...fromFile, ...own };
  const decorator = partition === undefined ? undefined : String(expand<unknown>(partition, variables));
  return withPartition(String(expand<unknown>(text, variables)), decorator);
}

/** The parts by their separators alone. */
function takeApart(text: string): TableReference | undefined {
  const { table, partition } = splitPartition(text);
  const [, projectId, datasetId, tableId] = /^(?:(.*)[:.])?([^:.]*)\.([^:.]*)$/s.exec(table) ?? [];
  if (datasetId === undefined || tableId === undefined) return undefined;
  return defined({ projectId, datasetId, tableId, partition });
}
