import { z } from 'zod';
import { loadShape, tableFields } from './loadSchema.ts';

const text = z.string();
const flag = z.boolean();

const split = z.strictObject({
  TimeColumn: text.optional().describe('The rows first go into a table partitioned by this column.'),
  ClusterColumns: z.array(text).optional().describe('May be nested: info.key.'),
  Mapping: z
    .array(
      z.strictObject({
        When: text.describe('An SQL condition.'),
        Then: text.describe('The table that gets the rows.'),
      }),
    )
    .min(1, 'needs at least one entry')
    .describe('Which rows go where.'),
});

const schema = z.strictObject({
  Template: text.optional().describe('The table whose schema, partitioning and clustering a new destination gets.'),
  Autodetect: flag.optional().describe('Infer the schema from the files.'),
  Split: split.optional().describe('Rows go to several tables, by SQL condition. Needs Transient.'),
  Fields: tableFields.optional().describe('The columns.'),
  ForeignTypeInfo: z
    .strictObject({ TypeSystem: text.describe('Such as HIVE.') })
    .optional()
    .describe('The type system of ForeignTypeDefinition.'),
});

const balancer = z.strictObject({
  Strategy: z
    .enum(['rand', 'fallback'])
    .describe('fallback: the first project with room; rand: one of these at random.'),
  ProjectIDs: z.array(text).min(1, 'needs at least one project').describe('The projects.'),
  MaxLoadJobs: z
    .int()
    .min(1, 'must be 1 or more')
    .optional()
    .describe('A project has room for so many load jobs at once.'),
});

const transient = z.strictObject({
  Dataset: text.optional().describe('The dataset of the temporary table; bqtail makes a missing one.'),
  ProjectID: text
    .optional()
    .describe("The project of the temporary table and of the jobs; the functions' own by default."),
  Region: text.optional().describe('Where to make a missing dataset.'),
  Alias: text.optional().describe('The name of the temporary table in SQL; t by default.'),
  Template: text.optional().describe('The table whose schema the temporary table gets.'),
  CopyMethod: z
    .enum(['COPY', 'QUERY', 'DML'])
    .optional()
    .describe('How rows move on: by a copy job, by a query that writes to the table, or by INSERT.'),
  Criteria: text.optional().describe('An SQL condition: other rows are left out.'),
  Balancer: balancer.optional().describe('Which project runs the load jobs.'),
});

const sideInput = z.strictObject({
  Table: text.optional().describe('The table to join.'),
  From: text.optional().describe('A subquery, instead of Table.'),
  Alias: text.describe('Its name in SQL.'),
  On: text.describe('The join condition; it names both aliases.'),
  Inner: flag.optional().describe('INNER rather than LEFT JOIN.'),
});

const parameter = z.strictObject({
  Name: text
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be letters, digits and _, and start with no digit')
    .describe('The name: $Name stands for the part.'),
  Expression: text.describe('What $Name stands for: $1…$9 are the groups of Pattern.'),
});

/** `Dest` of a rule: where rows go, and how they are loaded. */
export const destSchema = z.strictObject({
  ...loadShape,
  Table: text.describe('[project:]dataset.table; $Date, $Hour, $Mod(n), $1…$9 and parameters are expanded.'),
  Partition: text.optional().describe('The partition written to, e.g. $Date.'),
  Pattern: text
    .optional()
    .describe('RE2 on the path; its groups are $1…$9. Without When.Filter, it is also the filter.'),
  Parameters: z.array(parameter).optional().describe('Names for parts of the path.'),
  Override: flag.optional().describe('Replace the rows of the table (or partition) rather than append.'),
  Schema: schema.optional().describe('Where the columns come from, if the table does not exist yet.'),
  Expiry: text.optional().describe('When the destination expires: 90min, 2hours, 3days, 1month.'),
  Freshness: text
    .optional()
    .describe('How old the newest rows of the table may get before monitoring calls it late: 90min, 2hours, 3days.'),
  AllowFieldAddition: flag.optional().describe('New fields of the files become columns.'),
  Transient: transient.optional().describe('Load into a temporary table first, then move on.'),
  UniqueColumns: z
    .array(text)
    .optional()
    .describe('Keep one row for each key of a load; rows that the table has already stay.'),
  UniqueOrderBy: text.optional().describe('An SQL ORDER BY list: the first row is kept.'),
  Transform: z.record(text, text).optional().describe('column: SQL expression.'),
  SideInputs: z.array(sideInput).optional().describe('Tables to join while moving.'),
});
