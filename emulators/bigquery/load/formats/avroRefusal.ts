/** An Avro schema that cannot become a table. */
export class AvroRefusal extends Error {
  override readonly name = 'AvroRefusal';
}
