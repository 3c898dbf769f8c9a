import { z } from 'zod';
import { permanent } from '../failure/failure.ts';
import type { TableName } from '../model/table.ts';
import { type ActionContext, actionKind } from './actionKind.ts';
import { PARTITION, partitionTableText } from './fill/partitionTableText.ts';
import { sqlText } from './fill/sqlText.ts';
import { tableText } from './fill/tableText.ts';
import { makeLike } from './makeLike.ts';
import { partitionsOf } from './partitionsOf.ts';
import { tableNamed } from './tableNamed.ts';

const request = z.object({
  Source: z.string(),
  Dest: z.string(),
  Append: z.boolean().default(false),
  Template: z.string().optional(),
  MultiPartition: z.boolean().default(false),
  PartitionSQL: z.string().optional(),
});

type Request = z.infer<typeof request>;

/** Copies a table; with `MultiPartition` its partitions, one job each. */
export const copyAction = actionKind({
  name: 'copy',
  fields: { Source: partitionTableText, Dest: partitionTableText, Template: tableText, PartitionSQL: sqlText },
  request,

  async jobs(given, context) {
    const copies = await copiesFor(given, context);
    if (given.Template !== undefined) await makeDestinations(copies, given.Template, context);
    const written = new Set<string>();
    return copies.map(({ source, dest }) => {
      // What goes to the same place as the copy before it comes on top.
      const isFirst = !written.has(dest.tableId);
      written.add(dest.tableId);
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

interface Copy {
  source: TableName;
  dest: TableName;
}

async function copiesFor(given: Request, context: ActionContext): Promise<Copy[]> {
  const { Source, Dest, MultiPartition, PartitionSQL } = given;
  const { deps } = context;
  if (!MultiPartition) {
    if (`${Source}${Dest}`.includes(PARTITION)) {
      throw permanent('invalid', 'copy: $PartitionID stands for something only with MultiPartition: true');
    }
    return [{ source: tableNamed(Source, deps), dest: tableNamed(Dest, deps) }];
  }
  const [table = ''] = Source.split('$');
  if (table.includes(PARTITION) && PartitionSQL === undefined) {
    throw permanent(
      'invalid',
      'copy: a Source with $PartitionID in its name needs PartitionSQL, which says what there is',
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
  return table.includes('$') ? table : `${table}$${id}`;
}

async function makeDestinations(copies: readonly Copy[], template: string, { deps }: ActionContext): Promise<void> {
  const byName = new Map(copies.map(({ dest }) => [dest.tableId.split('$')[0], dest]));
  for (const dest of byName.values()) await makeLike(dest, tableNamed(template, deps), deps);
}
