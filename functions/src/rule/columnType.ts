/** The types of a column (REST reference, TableFieldSchema.type), those that are called differently in SQL by both names. */
export const COLUMN_TYPES = [
  ...['STRING', 'BYTES', 'INTEGER', 'INT64', 'FLOAT', 'FLOAT64', 'NUMERIC', 'DECIMAL', 'BIGNUMERIC', 'BIGDECIMAL'],
  ...['BOOLEAN', 'BOOL', 'TIMESTAMP', 'DATE', 'TIME', 'DATETIME', 'GEOGRAPHY', 'JSON', 'INTERVAL', 'RANGE'],
  ...['RECORD', 'STRUCT', 'FOREIGN'],
];

/** The types of the ends of a RANGE. */
export const RANGE_TYPES = ['DATE', 'DATETIME', 'TIMESTAMP'];

/** What other databases call these types. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ...{ TEXT: 'STRING', VARCHAR: 'STRING', CHAR: 'STRING', UUID: 'STRING', ENUM: 'STRING' },
  ...{ INT: 'INTEGER', LONG: 'INTEGER', BIGINT: 'INTEGER', SMALLINT: 'INTEGER', NUMBER: 'NUMERIC' },
  ...{ DOUBLE: 'FLOAT', REAL: 'FLOAT', TIMESTAMPTZ: 'TIMESTAMP', BINARY: 'BYTES', BLOB: 'BYTES', OBJECT: 'RECORD' },
};

/** The type that a name of other databases stands for; undefined where it is none of them. */
export const typeElsewhere = (name: string): string | undefined => ELSEWHERE[name.toUpperCase()];
