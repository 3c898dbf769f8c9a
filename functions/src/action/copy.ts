import { z } from 'zod';
import { hasPartition, splitPartition, withPartition } from '../common/partition.ts';
import { permanent } from '../failure/failure.ts';
import { fullTableName, type TableName } from '../model/table.ts';
import { errorAt, type FieldPath, type Finding, fieldName } from '../rule/problem.ts';
import type { ActionContext } from './actionKind.ts';
import { defineAction } from './defineAction.ts';
import { PARTITION, PARTITION_VARIABLES, partitionNameText } from './fill/partitionNameText.ts';
import { partitionSqlText, SOURCE } from './fill/partitionSqlText.ts';
import { tableNameText } from './fill/tableNameText.ts';
import { makeLike } from './makeLike.ts';
import { partitionsOf } from './partitionsOf.ts';
import { tableNamed } from './tableNamed.ts';

const request = z.strictObject({
  Source: z.string().describe('The table that is copied.'),
  Dest: z.string().describe('The table that gets the rows.'),
  Append: z.boolean().optional().describe('The rows are added rather than replacing others.'),
  Template: z.string().optional().describe('A Dest that is missing is made like this table.'),
  MultiPartition: z
    .boolean()
    .optional()
    .describe('One copy for each partition; $PartitionID and $DollarSign stand for it.'),
  PartitionSQL: z
    .string()
    .optional()
    .describe(
      'Gives the partitions, in partition_id. $Source.ProjectID, .DatasetID and .TableID are the parts of Source.',
    ),
});

type Request = z.infer<typeof request>;

/** Copies a table; with `MultiPartition` its partitions, one job each. */
export const copyAction = defineAction({
  name: 'copy',
  alsoCalled: ['cp', 'clone'],
  help: 'Copies a table.',
  request,
  texts: {
    Source: partitionNameText,
    Dest: partitionNameText,
    Template: tableNameText,
    PartitionSQL: partitionSqlText,
  },
  variables: [...PARTITION_VARIABLES, SOURCE],
  check: checkPartitions,
  filled: request,
  jobKind: 'copy',

  async jobs(given, context) {
    const copies = await copiesFor(given, context);
    if (given.Template !== undefined) await makeDestinations(copies, given.Template, context);
    const written = new Set<string>();
    return copies.map(({ source, dest }) => {
      // What goes to the same place as the copy before it comes on top.
      const isFirst = !written.has(fullTableName(dest));
      written.add(fullTableName(dest));
      const copy = {
        sourceTable: source,
        destinationTable: dest,
        createDisposition: 'CREATE_IF_NEEDED',
        writeDisposition: given.Append || !isFirst ? 'WRITE_APPEND' : 'WRITE_TRUNCATE',
      };
      return { configuration: { copy }, dataset: dest };
    });
  },
});

function checkPartitions({ Source, Dest, MultiPartition, PartitionSQL }: Request, path: FieldPath): Finding[] {
  if (MultiPartition) return [];
  if (PartitionSQL !== undefined) {
    return [errorAt([...path, 'PartitionSQL'], `${fieldName(path)}: PartitionSQL needs MultiPartition: true`)];
  }
  return /\$\{?PartitionID\b/.test(`${Source} ${Dest}`)
    ? [errorAt(path, `${fieldName(path)}: $PartitionID has a value only with MultiPartition: true`)]
    : [];
}

interface Copy {
  source: TableName;
  dest: TableName;
}

async function copiesFor(given: Request, context: ActionContext): Promise<Copy[]> {
  const { Source, Dest, MultiPartition, PartitionSQL } = given;
  const { deps } = context;
  if (!MultiPartition) {
    if (`${Source}${Dest}`.includes(PARTITION)) {
      throw permanent('invalid', 'copy: $PartitionID has a value only with MultiPartition: true');
    }
    return [{ source: tableNamed(Source, deps), dest: tableNamed(Dest, deps) }];
  }
  const { table } = splitPartition(Source);
  if (table.includes(PARTITION) && PartitionSQL === undefined) {
    throw permanent(
      'invalid',
      'copy: a Source with $PartitionID in its name needs PartitionSQL, which selects the partitions',
    );
  }
  const whole = tableNamed(table.replaceAll(PARTITION, ''), deps);
  const ids = await partitionsOf(whole, PartitionSQL, context);
  return ids.map((id) => ({
    source: tableNamed(partitionOf(Source, id), deps),
    dest: tableNamed(partitionOf(Dest, id), deps),
  }));
}

/** The partition of a table, where the request does not say by itself what it stands for. */
function partitionOf(table: string, id: string): string {
  if (table.includes(PARTITION)) return table.replaceAll(PARTITION, id);
  return hasPartition(table) ? table : withPartition(table, id);
}

async function makeDestinations(copies: readonly Copy[], template: string, { deps }: ActionContext): Promise<void> {
  const byName = new Map(copies.map(({ dest }) => [splitPartition(fullTableName(dest)).table, dest]));
  for (const dest of byName.values()) await makeLike(dest, tableNamed(template, deps), deps);
}
