import { z } from 'zod';

const text = z.string();
const flag = z.boolean();
const textOrTexts = z.union([z.string(), z.array(z.string())], { error: 'must be a text or a list of texts' });
const anything = z.unknown();
const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'must be a text, a number, true or false' });

const requests = {
  delete: z.strictObject({ URLs: textOrTexts.optional().describe('$LoadURIs by default.') }).optional(),
  move: z.strictObject({
    SourceURL: text.optional(),
    SourceURLs: textOrTexts.optional().describe('$LoadURIs by default.'),
    DestURL: text.describe('The path of each file is kept below it.'),
    IsDestAbsoluteURL: flag.optional().describe('DestURL is the new name itself.'),
  }),
  copy: z.strictObject({
    Source: text,
    Dest: text,
    Append: flag.optional(),
    Template: text.optional(),
    MultiPartition: flag.optional().describe('One copy for each partition; $PartitionID and $DollarSign stand for it.'),
    PartitionSQL: text.optional(),
  }),
  query: z.strictObject({
    SQL: text.optional(),
    SQLURL: text.optional(),
    Dest: text.optional(),
    Append: flag.optional(),
    Template: text.optional(),
    DatasetID: text.optional(),
    UseLegacy: flag.optional(),
  }),
  export: z.strictObject({
    Source: text,
    DestURL: text,
    Format: z.enum(['CSV', 'NEWLINE_DELIMITED_JSON', 'AVRO', 'PARQUET']).optional(),
    Compression: z.enum(['NONE', 'GZIP', 'DEFLATE', 'SNAPPY', 'ZSTD']).optional(),
    FieldDelimiter: text.optional(),
    IncludeHeader: flag.optional(),
    UseAvroLogicalTypes: flag.optional(),
  }),
  insert: z.strictObject({
    SQL: text.optional(),
    Data: anything.optional().describe('A row, a list of rows, or a variable that holds them.'),
    Dest: text,
    Template: text.optional(),
  }),
  drop: z.strictObject({ Table: text }),
  notify: z.strictObject({
    Channels: textOrTexts,
    Title: text.optional(),
    Message: text.optional(),
    From: text.optional(),
    Body: anything.optional(),
    Secret: text.optional().describe('The secret of Secret Manager that holds the Slack token.'),
  }),
  push: z.strictObject({
    Topic: text,
    ProjectID: text.optional(),
    Message: anything.optional(),
    Data: anything.optional(),
    Attributes: z.record(text, scalar).optional(),
    OrderingKey: text
      .optional()
      .describe('Messages that share one are delivered in order, where the subscription asks for it.'),
  }),
  call: z.strictObject({
    URL: text,
    Method: text.optional(),
    Body: anything.optional(),
    BodyURL: text.optional(),
    Headers: z.record(text, textOrTexts).optional(),
    Auth: flag.optional().describe('Adds an ID token for the URL.'),
    TimeoutInSec: z.int().min(1).max(300).optional().describe('60 by default.'),
  }),
};

type Requests = typeof requests;
type ActionName = keyof Requests;

/** An action of one kind. `Request` is as the rule has it, its variables not yet expanded. */
type ActionOf<N extends ActionName> = {
  Action: N;
  When?: { Exists: string } | undefined;
  OnSuccess?: Action[] | undefined;
  OnFailure?: Action[] | undefined;
} & (undefined extends z.infer<Requests[N]> ? { Request?: z.infer<Requests[N]> } : { Request: z.infer<Requests[N]> });

/** One action of a rule; `Action` tells the kind. */
export type Action = { [N in ActionName]: ActionOf<N> }[ActionName];

type Children = z.ZodOptional<z.ZodArray<z.ZodType<Action>>>;

const actionOf = <N extends ActionName>(name: N, help: string) =>
  z
    .strictObject({
      Action: z.literal(name),
      Request: requests[name],
      When: z.strictObject({ Exists: text.describe('Run the action only if this table exists.') }).optional(),
      get OnSuccess(): Children {
        return actionsSchema.optional();
      },
      get OnFailure(): Children {
        return actionsSchema.optional();
      },
    })
    .describe(help);

const actionSchema = z.discriminatedUnion('Action', [
  actionOf('delete', 'Deletes objects; already gone is fine.'),
  actionOf('move', 'Moves objects, their path kept below DestURL.'),
  actionOf('copy', 'Copies a table.'),
  actionOf('query', 'Runs a query; DML and DDL without a destination.'),
  actionOf('export', 'Extracts a table to files.'),
  actionOf('insert', 'Streams rows into a table.'),
  actionOf('drop', 'Deletes a table; already gone is fine.'),
  actionOf('notify', 'Sends a Slack message.'),
  actionOf('push', 'Publishes a Pub/Sub message.'),
  actionOf('call', 'Makes an HTTP request.'),
]);

/** Actions run in the order given, each after the one before has finished. */
export const actionsSchema: z.ZodArray<z.ZodType<Action>> = z.array(
  actionSchema.meta({ id: 'Action' }) as z.ZodType<Action>,
);
