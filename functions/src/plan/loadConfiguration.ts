import type { JobConfiguration } from '../bigquery/warehouse.ts';
import { permanent } from '../failure.ts';
import type { SourceFile } from '../journal/process.ts';
import { gsUrl } from '../places.ts';
import type { TableReference } from '../rule/destination.ts';
import { loadShape } from '../rule/loadSchema.ts';
import type { Destination } from '../rule/schema.ts';
import { sourceFormatOf } from '../rule/sourceFormat.ts';

interface Target {
  projectId: string;
  table: TableReference;
}

/** The configuration of the load job that brings files of one format into a table, as BigQuery's REST API words it. */
export function loadConfiguration(
  dest: Destination,
  { projectId, table }: Target,
  files: readonly SourceFile[],
): JobConfiguration {
  const sourceFormat = dest.SourceFormat ?? sourceFormatOf(files[0]?.name ?? '');
  const partition = table.partition === undefined ? '' : `$${table.partition}`;
  return {
    load: {
      ...defaults(dest, sourceFormat),
      ...(inApiCase(ownFields(dest)) as object),
      ...schemaOf(dest),
      sourceFormat,
      sourceUris: files.map(sourceUri),
      destinationTable: {
        projectId: table.projectId ?? projectId,
        datasetId: table.datasetId,
        tableId: `${table.tableId}${partition}`,
      },
    },
  };
}

/** BigQuery reads `*` in a URI as a wildcard, and has no way to write the character itself. */
function sourceUri({ bucket, name }: SourceFile): string {
  const uri = gsUrl(bucket, name);
  if (!name.includes('*')) return uri;
  throw permanent(
    'invalid',
    `${uri} cannot be loaded: BigQuery reads the * in its name as a wildcard; rename the file`,
  );
}

function defaults({ Override }: Destination, sourceFormat: string): object {
  return {
    writeDisposition: Override ? 'WRITE_TRUNCATE' : 'WRITE_APPEND',
    ...(sourceFormat === 'AVRO' ? { useAvroLogicalTypes: true } : {}),
  };
}

function schemaOf({ Schema, Autodetect }: Destination): object {
  const autodetect = Schema?.Autodetect ?? Autodetect;
  return {
    ...(autodetect === undefined ? {} : { autodetect }),
    ...(Schema?.Fields ? { schema: { fields: inApiCase(Schema.Fields) } } : {}),
  };
}

/** The fields of the rule that are BigQuery's own. */
function ownFields(dest: Destination): object {
  return Object.fromEntries(Object.entries(dest).filter(([name]) => Object.hasOwn(loadShape, name)));
}

/** Rules write `SkipLeadingRows`, the API `skipLeadingRows`; the keys of labels are the user's own. */
function inApiCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inApiCase);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key.charAt(0).toLowerCase() + key.slice(1),
      key === 'Labels' ? item : inApiCase(item),
    ]),
  );
}
