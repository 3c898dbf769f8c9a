import { splitPartition } from '../../../src/common/partition.ts';
import { type TableName, tableNameOf } from '../../../src/model/table.ts';
import { parseTable } from '../../../src/rule/destination.ts';
import type { Variables } from '../../../src/rule/expand.ts';
import { RuleError } from '../../../src/rule/ruleError.ts';
import { filledSql, isKnown } from './filledSql.ts';

/** The table that a text of a rule names, without its partition; undefined where the file decides. */
export function namedTable(text: string, known: Variables, projectId: string): TableName | undefined {
  // A dollar sign for BigQuery, which begins a partition, is written twice.
  const [own = ''] = text.split('$$');
  if (!isKnown(own, known)) return undefined;
  const { table } = splitPartition(filledSql(own, known, '').text);
  try {
    return tableNameOf(parseTable(table), projectId);
  } catch (error) {
    if (error instanceof RuleError) return undefined;
    throw error;
  }
}
