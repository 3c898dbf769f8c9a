/** An Avro schema as JSON has it, seen as an object. */
export interface AvroSchema {
  type: unknown;
  name?: string;
  namespace?: string;
  logicalType?: string;
  precision?: number;
  scale?: number;
  fields?: { name: string; type: unknown; doc?: string }[];
  items?: unknown;
  values?: unknown;
}
