import avro, { type Schema, type Type } from 'avsc';

/** 64-bit integers, exactly: as bigint. */
const LONG = avro.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (left: bigint, right: bigint) => Number(left > right) - Number(left < right),
});

/** For `Type.forSchema`: takes 64-bit integers as bigint, those with a logical type, too. */
export function exactLongs(schema: Schema): Type | undefined {
  const { type } = typeof schema === 'string' ? { type: schema } : (schema as { type?: unknown });
  return type === 'long' ? LONG : undefined;
}
