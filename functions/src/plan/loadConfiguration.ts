import { defined } from '../common/defined.ts';
import { permanent } from '../failure/failure.ts';
import { gsUrl } from '../model/places.ts';
import type { LoadConfiguration } from '../model/plan.ts';
import type { SourceFile } from '../model/sourceFile.ts';
import { apiCase } from '../rule/apiCase.ts';
import { loadShape } from '../rule/loadSchema.ts';
import type { Destination } from '../rule/schema.ts';
import { sourceFormatOf } from '../rule/sourceFormat.ts';
import { whyNotLoadable } from './loadableName.ts';

/**
 * What the rule says of the load job that brings files of one format into a table, as BigQuery's REST API words it;
 * without the files and the table.
 */
export function loadConfiguration(dest: Destination, [first]: readonly SourceFile[]): LoadConfiguration {
  const sourceFormat = dest.SourceFormat ?? sourceFormatOf(first?.name ?? '');
  return {
    ...defaults(dest, sourceFormat),
    ...(apiCase(ownFields(dest)) as LoadConfiguration),
    ...schemaOf(dest),
    sourceFormat,
  };
}

/** The URI of a file for a load job. Throws a permanent failure where its name cannot be given to BigQuery. */
export function sourceUri({ bucket, name }: SourceFile): string {
  const uri = gsUrl(bucket, name);
  const reason = whyNotLoadable(name);
  if (reason === undefined) return uri;
  throw permanent('invalid', `${uri} cannot be loaded: ${reason}`);
}

/** JSON is not here: BigQuery takes no new columns from it unless it infers the whole schema. */
const TAKES_NEW_COLUMNS = new Set(['AVRO', 'PARQUET']);

function defaults(dest: Destination, sourceFormat: string): LoadConfiguration {
  const { Override, AllowFieldAddition } = dest;
  const addsColumns = AllowFieldAddition && (TAKES_NEW_COLUMNS.has(sourceFormat) || detects(dest));
  return defined({
    writeDisposition: Override ? 'WRITE_TRUNCATE' : 'WRITE_APPEND',
    useAvroLogicalTypes: sourceFormat === 'AVRO' || undefined,
    schemaUpdateOptions: addsColumns ? ['ALLOW_FIELD_ADDITION', 'ALLOW_FIELD_RELAXATION'] : undefined,
  });
}

const detects = ({ Schema, Autodetect }: Destination): boolean | undefined => Schema?.Autodetect ?? Autodetect;

function schemaOf(dest: Destination): LoadConfiguration {
  const { Schema } = dest;
  return defined({
    autodetect: detects(dest),
    schema: Schema?.Fields && { fields: apiCase(Schema.Fields) as [] },
  });
}

/** The fields of the rule that are BigQuery's own. */
function ownFields(dest: Destination): object {
  return Object.fromEntries(Object.entries(dest).filter(([name]) => Object.hasOwn(loadShape, name)));
}
