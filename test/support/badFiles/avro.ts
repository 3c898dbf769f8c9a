import type { Schema } from 'avsc';
import { avroFile } from '../../stub/avroFile.ts';
import type { BadFile } from './badFile.ts';
import { jsonRow, PERSON, person } from './goodFile.ts';

type Bytes = BadFile['bytes'];

const avro = (name: string, bytes: Bytes, text: string, more: Partial<BadFile> = {}): BadFile => ({
  name: `Avro: ${name}`,
  format: 'AVRO',
  extension: '.avro',
  bytes,
  kind: 'corrupted',
  isNamed: true,
  text: `The Apache Avro library failed to ${text}`,
  ...more,
});

const HEADER = 'parse the header with the following error: ';
const DATA = 'read data with the following error: ';

const changed =
  (change: (whole: Buffer) => Buffer, codec: 'null' | 'deflate' = 'null'): Bytes =>
  async () =>
    change(
      await avroFile(
        PERSON,
        Array.from({ length: 20 }, (_, index) => person(index)),
        codec,
      ),
    );

const record = (fields: object[]): Schema => ({ type: 'record', name: 'Person', fields }) as unknown as Schema;
const misfit = (text: string): Partial<BadFile> => ({ kind: 'invalidSchema', isNamed: false, text });

export const badAvro: readonly BadFile[] = [
  avro('rows of JSON', () => Buffer.from(`${jsonRow(1)}\n`), `${HEADER}Invalid data file. Magic does not match`),
  avro('nonsense after the first bytes', () => Buffer.from('Obj\u0001nonsense', 'latin1'), HEADER),
  avro(
    'cut within the header',
    changed((whole) => whole.subarray(0, 120)),
    `${HEADER}EOF reached`,
  ),
  avro(
    'cut within a block',
    changed((whole) => whole.subarray(0, -40)),
    `${DATA}EOF reached`,
  ),
  avro(
    'cut within a packed block',
    changed((whole) => whole.subarray(0, -30), 'deflate'),
    `${DATA}EOF reached`,
  ),
  avro(
    'a packed block that is overwritten',
    changed((whole) => whole.fill(0xff, whole.length - 40, whole.length - 16), 'deflate'),
    DATA,
  ),
  avro(
    'the end of a block that is overwritten',
    changed((whole) => whole.fill(0, whole.length - 16)),
    `${DATA}Sync mismatch`,
  ),
  avro(
    'a column of another type',
    () =>
      avroFile(
        record([
          { name: 'id', type: 'long' },
          { name: 'name', type: 'long' },
        ]),
        [{ id: 1, name: 2 }],
      ),
    '',
    misfit('Field name has changed type'),
  ),
  avro(
    'without a required column',
    () => avroFile(record([{ name: 'name', type: 'string' }]), [{ name: 'x' }]),
    '',
    misfit('Field id is missing in new schema'),
  ),
];
