import { formatOf } from './formatOf.ts';
import { avroObservation } from './formats/avro.ts';
import { csvObservation } from './formats/csv.ts';
import { jsonObservation } from './formats/json.ts';
import { type Format, NotLoadable, type Observation } from './formats/observation.ts';
import { parquetObservation } from './formats/parquet.ts';
import type { Sample } from './formats/sample.ts';
import { type Head, headOf } from './headOf.ts';
import { type DecodedText, textOf } from './textOf.ts';

interface Looked {
  sample: Sample;
  head: Head;
  decoded: DecodedText;
  format: Format;
}

export interface Kind {
  samples: readonly [Sample, ...Sample[]];
  observation: Observation;
  /** How many of the files were looked at, and whether all of each. */
  looked: number;
  isWhole: boolean;
}

/** More files of a kind tell little more. */
const LOOKED_AT = 20;

/** What files of one kind hold. Throws a NotLoadable where BigQuery loads no such file, or where they are of several formats. */
export async function observe(samples: readonly [Sample, ...Sample[]]): Promise<Kind> {
  const looked = await Promise.all(samples.slice(0, LOOKED_AT).map(look));
  const [first] = looked;
  if (first === undefined) throw new NotLoadable('there is no file to read');
  const other = looked.find(({ format }) => format !== first.format);
  if (other) {
    throw new NotLoadable(
      `${first.sample.shown} is ${first.format}, and ${other.sample.shown} ${other.format}: give them names, or folders, that differ`,
    );
  }
  const observation = withEncoding(await observationOf([first, ...looked.slice(1)]), looked);
  const isWhole = looked.length === samples.length && looked.every(({ head }) => head.isWhole);
  return { samples, observation, looked: looked.length, isWhole };
}

async function look(sample: Sample): Promise<Looked> {
  const head = await headOf(sample);
  const decoded = textOf(head.bytes);
  return { sample, head, decoded, format: formatOf(head.bytes, decoded.text, sample.shown) };
}

async function observationOf(looked: readonly [Looked, ...Looked[]]): Promise<Observation> {
  const [{ sample, head, format }] = looked;
  const textIn = ({ sample: { shown }, head: { isWhole }, decoded: { text } }: Looked) => ({
    shown,
    text: text.replace(/^\ufeff/, ''),
    isWhole,
  });
  switch (format) {
    case 'CSV':
      return csvObservation([textIn(looked[0]), ...looked.slice(1).map(textIn)]);
    case 'NEWLINE_DELIMITED_JSON':
      return jsonObservation(looked.map(textIn));
    case 'AVRO':
      return avroObservation(head.bytes, sample.shown);
    case 'PARQUET':
      return parquetObservation(sample);
    case 'ORC':
      return { format, bringsColumns: true, columns: [], options: {}, notes: [], rows: 0 };
  }
}

function withEncoding(observation: Observation, looked: readonly Looked[]): Observation {
  const encoding = looked.map(({ decoded }) => decoded.encoding).find((one) => one !== undefined);
  if (encoding === undefined || observation.bringsColumns) return observation;
  const guess =
    encoding === 'ISO-8859-1' ? ['the texts are not UTF-8, so ISO-8859-1 is assumed: check their accents'] : [];
  return {
    ...observation,
    options: { Encoding: encoding, ...observation.options },
    notes: [...observation.notes, ...guess],
  };
}
