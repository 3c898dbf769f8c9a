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
    Type: z.enum(COLUMN_TYPES).describe('Its type, by the names of the API or of GoogleSQL.'),
    Mode: z.enum(['NULLABLE', 'REQUIRED', 'REPEATED']).optional().describe('NULLABLE by default.'),
    Description: text.optional().describe('What the column is, for people.'),
    get Fields(): z.ZodOptional<z.ZodArray<z.ZodType<TableField>>> {
      return tableFields.optional().describe('The columns within a RECORD.');
    },
    Collation: text.optional().describe('How texts are compared: und:ci ignores case.'),
    DefaultValueExpression: text.optional().describe('SQL for the value of rows without the column.'),
    ForeignTypeDefinition: text.optional().describe('The type of the column in another type system.'),
    MaxLength: int64.optional().describe('The longest text, in characters, or bytes.'),
    Precision: int64.optional().describe('Digits in all, of a NUMERIC or BIGNUMERIC.'),
    Scale: int64.optional().describe('Digits after the point.'),
    RoundingMode: z
      .enum(['ROUND_HALF_AWAY_FROM_ZERO', 'ROUND_HALF_EVEN'])
      .optional()
      .describe('How digits beyond Scale are rounded.'),
    PolicyTags: z
      .strictObject({ Names: texts.optional().describe('One policy tag, in full.') })
      .optional()
      .describe('Who may read the column.'),
    DataPolicies: z
      .array(z.strictObject({ Name: text.describe('The data policy, in full.') }))
      .optional()
      .describe('The data policies of the column.'),
    RangeElementType: z
      .strictObject({ Type: z.enum(RANGE_TYPES).describe('The type of its ends.') })
      .optional()
      .describe('What a RANGE is a range of.'),
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
  Type: z.enum(['DAY', 'HOUR', 'MONTH', 'YEAR']).describe('The length of a partition.'),
  Field: text.optional().describe('The column; without it the table is partitioned by ingestion time.'),
  ExpirationMs: int64.optional().describe('How long a partition is kept, in milliseconds.'),
  RequirePartitionFilter: flag.optional().describe('Queries need a condition on the partition.'),
});

const rangePartitioning = z.strictObject({
  Field: text.describe('The column, a whole number.'),
  Range: z
    .strictObject({
      Start: int64.describe('Where the first partition begins.'),
      End: int64.describe('Where the last partition ends, without this value.'),
      Interval: int64.describe('The width of a partition.'),
    })
    .describe('The partitions.'),
});

/**
 * The fields of BigQuery's JobConfigurationLoad (REST reference, jobs), by the names that rules use. Three are missing
 * here: `destinationTable` and `sourceUris`, which bqtail sets, and `schema`, which `Dest.Schema` holds.
 */
export const loadShape = {
  AllowJaggedRows: flag.optional().describe('CSV: rows may lack columns at their end.'),
  AllowQuotedNewlines: flag.optional().describe('CSV: line breaks within quotes belong to the value.'),
  Autodetect: flag.optional().describe('CSV, JSON: infer options and schema from the files.'),
  Clustering: z
    .strictObject({ Fields: texts.describe('Four columns at most.') })
    .optional()
    .describe('Clusters a new table by these columns.'),
  ColumnNameCharacterMap: z
    .enum(['STRICT', 'V1', 'V2'])
    .optional()
    .describe('Which characters the names of columns may have.'),
  ConnectionProperties: z
    .array(z.strictObject({ Key: text.describe('Its name, such as session_id.'), Value: text.describe('Its value.') }))
    .optional()
    .describe('Properties of the connection.'),
  CopyFilesOnly: flag.optional().describe('Experimental: copies the files to a BigLake managed table unread.'),
  CreateDisposition: z
    .enum(['CREATE_IF_NEEDED', 'CREATE_NEVER'])
    .optional()
    .describe('Whether the load job may make the table.'),
  CreateSession: flag.optional().describe('The job begins a BigQuery session.'),
  DateFormat: text.optional().describe('CSV, JSON: how a DATE is written.'),
  DatetimeFormat: text.optional().describe('CSV, JSON: how a DATETIME is written.'),
  DecimalTargetTypes: z
    .array(z.enum(['NUMERIC', 'BIGNUMERIC', 'STRING']))
    .optional()
    .describe('Avro, Parquet, ORC: the types that a decimal column may get.'),
  DestinationEncryptionConfiguration: z
    .strictObject({ KmsKeyName: text.describe('The Cloud KMS key, in full.') })
    .optional()
    .describe('How the table is encrypted.'),
  DestinationTableProperties: z
    .strictObject({
      Description: text.optional().describe('What the table holds, for people.'),
      ExpirationTime: text.optional().describe('When it is deleted.'),
      FriendlyName: text.optional().describe('A name for people.'),
      Labels: z.record(text, text).optional().describe('Its labels.'),
    })
    .optional()
    .describe('What BigQuery shows of a new table.'),
  Encoding: z
    .enum(['UTF-8', 'ISO-8859-1', 'UTF-16BE', 'UTF-16LE', 'UTF-32BE', 'UTF-32LE'])
    .optional()
    .describe('CSV, JSON: the encoding of the text; UTF-8 by default.'),
  FieldDelimiter: text.optional().describe('CSV: what separates the values; a comma by default.'),
  FileSetSpecType: z
    .enum(['FILE_SET_SPEC_TYPE_FILE_SYSTEM_MATCH', 'FILE_SET_SPEC_TYPE_NEW_LINE_DELIMITED_MANIFEST'])
    .optional()
    .describe('Whether the files hold data, or lists of files.'),
  HivePartitioningOptions: z
    .strictObject({
      Mode: z.enum(['AUTO', 'STRINGS', 'CUSTOM']).optional().describe('How the types of these columns are chosen.'),
      SourceUriPrefix: text.optional().describe('What stands before the folders that are columns.'),
      RequirePartitionFilter: flag.optional().describe('Queries need a condition on the partition.'),
    })
    .optional()
    .describe('Columns from folder names such as day=2026-01-31.'),
  IgnoreUnknownValues: flag.optional().describe('Skip values without a column.'),
  JsonExtension: z.enum(['GEOJSON']).optional().describe('JSON: the files hold newline-delimited GeoJSON.'),
  MaxBadRecords: count.optional().describe('CSV, JSON: how many bad rows the load may skip.'),
  NullMarker: text.optional().describe('CSV: the text that stands for NULL.'),
  NullMarkers: texts.optional().describe('CSV: the texts that stand for NULL; not together with NullMarker.'),
  ParquetOptions: z
    .strictObject({
      EnableListInference: flag.optional().describe('LIST becomes an array.'),
      EnumAsString: flag.optional().describe('ENUM becomes STRING rather than BYTES.'),
      MapTargetType: z.enum(['ARRAY_OF_STRUCT']).optional().describe('MAP becomes an array of key and value.'),
    })
    .optional()
    .describe('Parquet: how types become those of BigQuery.'),
  PreserveAsciiControlCharacters: flag.optional().describe('CSV: the first 32 characters of ASCII are kept.'),
  ProjectionFields: texts.optional().describe('Datastore backups: the properties to load.'),
  Quote: text.optional().describe('CSV: the quote character; empty: no quotes.'),
  RangePartitioning: rangePartitioning.optional().describe('Partitions a new destination by ranges of a whole number.'),
  ReferenceFileSchemaUri: text.optional().describe('Avro, Parquet, ORC: the table gets the columns of this file.'),
  SchemaInline: text.optional().describe('Deprecated by BigQuery.'),
  SchemaInlineFormat: text.optional().describe('Deprecated by BigQuery.'),
  SchemaUpdateOptions: z
    .array(z.enum(['ALLOW_FIELD_ADDITION', 'ALLOW_FIELD_RELAXATION']))
    .optional()
    .describe('How the load may change the columns.'),
  SkipLeadingRows: count.optional().describe('CSV: header rows to skip.'),
  SourceColumnMatch: z.enum(['POSITION', 'NAME']).optional().describe('CSV: how columns are matched.'),
  SourceFormat: z
    .enum(['CSV', 'NEWLINE_DELIMITED_JSON', 'AVRO', 'PARQUET', 'ORC', 'DATASTORE_BACKUP'])
    .optional()
    .describe('By default inferred from the end of the name of the file.'),
  TimeFormat: text.optional().describe('CSV, JSON: how a TIME is written.'),
  TimePartitioning: timePartitioning.optional().describe('Partitions a new destination by time.'),
  TimeZone: text.optional().describe('CSV, JSON: the time zone of a TIMESTAMP without one.'),
  TimestampFormat: text.optional().describe('CSV, JSON: how a TIMESTAMP is written.'),
  TimestampTargetPrecision: z
    .array(z.int())
    .optional()
    .describe('CSV: the precision of inferred TIMESTAMP columns, in digits after the point of a second.'),
  UseAvroLogicalTypes: flag.optional().describe('AVRO: on by default here.'),
  WriteDisposition: z
    .enum(['WRITE_APPEND', 'WRITE_TRUNCATE', 'WRITE_TRUNCATE_DATA', 'WRITE_EMPTY'])
    .optional()
    .describe('Wins over Override.'),
};
