import { z } from 'zod';
import { COLUMN_TYPES, RANGE_TYPES } from './columnType.ts';

/** An int64 of the REST API, which carries it as text: in a rule a whole number or a text of digits. */
const int64 = z.union([z.int(), z.string().regex(/^-?\d+$/, 'must be a whole number')], {
  error: 'must be a whole number',
});
const count = z.int().min(0, 'must be 0 or more');
const flag = z.boolean();
const text = z.string();
const texts = z.array(text);

const tableField = z
  .strictObject({
    Name: text.describe('The column.'),
    Type: z.enum(COLUMN_TYPES),
    Mode: z.enum(['NULLABLE', 'REQUIRED', 'REPEATED']).optional(),
    Description: text.optional(),
    get Fields(): z.ZodOptional<z.ZodArray<z.ZodType<TableField>>> {
      return tableFields.optional();
    },
    Collation: text.optional(),
    DefaultValueExpression: text.optional(),
    ForeignTypeDefinition: text.optional(),
    MaxLength: int64.optional(),
    Precision: int64.optional(),
    Scale: int64.optional(),
    RoundingMode: z.enum(['ROUND_HALF_AWAY_FROM_ZERO', 'ROUND_HALF_EVEN']).optional(),
    PolicyTags: z.strictObject({ Names: texts.optional() }).optional(),
    DataPolicies: z.array(z.strictObject({ Name: text })).optional(),
    RangeElementType: z.strictObject({ Type: z.enum(RANGE_TYPES) }).optional(),
  })
  .meta({ id: 'Column' });

export interface TableField {
  Name: string;
  Type: string;
  Mode?: 'NULLABLE' | 'REQUIRED' | 'REPEATED' | undefined;
  Fields?: TableField[] | undefined;
}

/** The columns of a table, as BigQuery's TableSchema words them. */
export const tableFields: z.ZodArray<z.ZodType<TableField>> = z.array(tableField);

const timePartitioning = z.strictObject({
  Type: z.enum(['DAY', 'HOUR', 'MONTH', 'YEAR']),
  Field: text.optional().describe('The column; without it the table is partitioned by ingestion time.'),
  ExpirationMs: int64.optional(),
  RequirePartitionFilter: flag.optional(),
});

const rangePartitioning = z.strictObject({
  Field: text,
  Range: z.strictObject({ Start: int64, End: int64, Interval: int64 }),
});

/**
 * The fields of BigQuery's JobConfigurationLoad (REST reference, jobs), by the names that rules use. Three are missing
 * here: `destinationTable` and `sourceUris`, which bqtail sets, and `schema`, which `Dest.Schema` holds.
 */
export const loadShape = {
  AllowJaggedRows: flag.optional().describe('CSV: take rows without trailing optional columns.'),
  AllowQuotedNewlines: flag.optional().describe('CSV: line breaks within quotes belong to the value.'),
  Autodetect: flag.optional().describe('CSV, JSON: infer options and schema from the files.'),
  Clustering: z.strictObject({ Fields: texts }).optional(),
  ColumnNameCharacterMap: z.enum(['STRICT', 'V1', 'V2']).optional(),
  ConnectionProperties: z.array(z.strictObject({ Key: text, Value: text })).optional(),
  CopyFilesOnly: flag.optional(),
  CreateDisposition: z.enum(['CREATE_IF_NEEDED', 'CREATE_NEVER']).optional(),
  CreateSession: flag.optional(),
  DateFormat: text.optional(),
  DatetimeFormat: text.optional(),
  DecimalTargetTypes: z.array(z.enum(['NUMERIC', 'BIGNUMERIC', 'STRING'])).optional(),
  DestinationEncryptionConfiguration: z.strictObject({ KmsKeyName: text }).optional(),
  DestinationTableProperties: z
    .strictObject({
      Description: text.optional(),
      ExpirationTime: text.optional(),
      FriendlyName: text.optional(),
      Labels: z.record(text, text).optional(),
    })
    .optional(),
  Encoding: z.enum(['UTF-8', 'ISO-8859-1', 'UTF-16BE', 'UTF-16LE', 'UTF-32BE', 'UTF-32LE']).optional(),
  FieldDelimiter: text.optional().describe('CSV: what separates the values; a comma by default.'),
  FileSetSpecType: z
    .enum(['FILE_SET_SPEC_TYPE_FILE_SYSTEM_MATCH', 'FILE_SET_SPEC_TYPE_NEW_LINE_DELIMITED_MANIFEST'])
    .optional(),
  HivePartitioningOptions: z
    .strictObject({
      Mode: z.enum(['AUTO', 'STRINGS', 'CUSTOM']).optional(),
      SourceUriPrefix: text.optional(),
      RequirePartitionFilter: flag.optional(),
    })
    .optional(),
  IgnoreUnknownValues: flag.optional().describe('Leave out values that the schema does not know.'),
  JsonExtension: z.enum(['GEOJSON']).optional(),
  MaxBadRecords: count.optional().describe('CSV, JSON: how many bad rows the load may leave out.'),
  NullMarker: text.optional().describe('CSV: the text that stands for NULL.'),
  NullMarkers: texts.optional().describe('CSV: the texts that stand for NULL; not together with NullMarker.'),
  ParquetOptions: z
    .strictObject({
      EnableListInference: flag.optional(),
      EnumAsString: flag.optional(),
      MapTargetType: z.enum(['ARRAY_OF_STRUCT']).optional(),
    })
    .optional(),
  PreserveAsciiControlCharacters: flag.optional(),
  ProjectionFields: texts.optional(),
  Quote: text.optional().describe('CSV: the quote character; empty where nothing is quoted.'),
  RangePartitioning: rangePartitioning.optional(),
  ReferenceFileSchemaUri: text.optional(),
  SchemaInline: text.optional().describe('Deprecated by BigQuery.'),
  SchemaInlineFormat: text.optional().describe('Deprecated by BigQuery.'),
  SchemaUpdateOptions: z.array(z.enum(['ALLOW_FIELD_ADDITION', 'ALLOW_FIELD_RELAXATION'])).optional(),
  SkipLeadingRows: count.optional().describe('CSV: header rows to skip.'),
  SourceColumnMatch: z.enum(['POSITION', 'NAME']).optional(),
  SourceFormat: z
    .enum(['CSV', 'NEWLINE_DELIMITED_JSON', 'AVRO', 'PARQUET', 'ORC', 'DATASTORE_BACKUP'])
    .optional()
    .describe('By default inferred from the end of the name of the file.'),
  TimeFormat: text.optional(),
  TimePartitioning: timePartitioning.optional().describe('How the destination is partitioned where it is new.'),
  TimeZone: text.optional(),
  TimestampFormat: text.optional(),
  TimestampTargetPrecision: z.array(z.int()).optional(),
  UseAvroLogicalTypes: flag.optional().describe('AVRO: on by default here.'),
  WriteDisposition: z
    .enum(['WRITE_APPEND', 'WRITE_TRUNCATE', 'WRITE_TRUNCATE_DATA', 'WRITE_EMPTY'])
    .optional()
    .describe('Wins over Override.'),
};
