import { columnNameFault, validColumnName } from './columnName.ts';
import type { TableField } from './loadSchema.ts';
import { nearest } from './nearest.ts';
import { errorAt, type FieldPath, type Finding, fieldName, warningAt } from './problem.ts';
import type { Destination, Rule } from './schema.ts';
import { sourceFormatOf } from './sourceFormat.ts';

/** The columns that a rule writes out, and those that it names elsewhere. */
export function checkColumns({ Dest, When }: Rule): Finding[] {
  const fields = Dest.Schema?.Fields;
  if (fields === undefined) return [];
  const format = Dest.SourceFormat ?? (When?.Suffix ? sourceFormatOf(When.Suffix) : undefined);
  const place = ['Dest', 'Schema', 'Fields'];
  return [
    ...checkFields(fields, place),
    ...(format === 'CSV' ? checkFlat(fields, place) : []),
    ...checkNamedColumns(Dest, fields),
    ...checkPartitioning(Dest, fields),
  ];
}

const isRecord = ({ Type }: TableField): boolean => Type === 'RECORD' || Type === 'STRUCT';

function checkFields(fields: readonly TableField[], path: FieldPath): Finding[] {
  const seen = new Map<string, string>();
  return fields.flatMap((field, index) => {
    const { Name, Fields = [] } = field;
    const place = [...path, index];
    const fault = columnNameFault(Name);
    const first = seen.get(Name.toLowerCase());
    seen.set(Name.toLowerCase(), first ?? Name);
    return [
      ...(fault === undefined ? [] : [errorAt([...place, 'Name'], nameText(place, Name, fault))]),
      ...(first === undefined ? [] : [errorAt([...place, 'Name'], duplicateText(place, Name, first))]),
      ...checkNesting(field, place),
      ...checkFields(Fields, [...place, 'Fields']),
    ];
  });
}

const nameText = (place: FieldPath, name: string, fault: string): string =>
  `${fieldName(place)}.Name ${JSON.stringify(name)} is no name of a column: ${fault}; write ${validColumnName(name)}, say`;

const duplicateText = (place: FieldPath, name: string, first: string): string =>
  `${fieldName(place)}.Name: there is a column ${first} already, and BigQuery ignores case; keep one, or call ${name} something else`;

function checkNesting(field: TableField, place: FieldPath): Finding[] {
  const { Name, Type, Fields } = field;
  const name = fieldName(place);
  if (isRecord(field)) {
    if (Fields !== undefined && Fields.length > 0) return [];
    const message = `${name}: the record ${Name} has no Fields; add them, such as Fields: [ { Name: id, Type: INTEGER } ]`;
    return [errorAt([...place, 'Type'], message)];
  }
  if (Fields === undefined) return [];
  return [
    errorAt([...place, 'Fields'], `${name}: ${Name} is ${Type}, and has Fields; write Type: RECORD, or remove them`),
  ];
}

function checkFlat(fields: readonly TableField[], path: FieldPath): Finding[] {
  return fields.flatMap((field, index) => {
    if (!isRecord(field) && field.Mode !== 'REPEATED') return [];
    const place = [...path, index];
    const what = isRecord(field) ? 'a record' : 'repeated';
    const message = `${fieldName(place)}: ${field.Name} is ${what}, which CSV cannot hold; make it a STRING or JSON column`;
    return [errorAt(place, message)];
  });
}

interface Named {
  path: FieldPath;
  column: string | undefined;
}

function checkNamedColumns(dest: Destination, fields: readonly TableField[]): Finding[] {
  const { UniqueColumns = [], Schema, Transform = {}, TimePartitioning, RangePartitioning, Clustering } = dest;
  // A template may have more columns than are written out here.
  if (Schema?.Template !== undefined || dest.Transient?.Template !== undefined) return [];
  const computed = Object.keys(Transform).map((Name): TableField => ({ Name, Type: '' }));
  const missing = (named: readonly Named[], among: readonly TableField[]): Finding[] =>
    named.flatMap(({ path, column }) => {
      if (column === undefined || findColumn(column, among) !== undefined) return [];
      const meant = nearest(column, pathsOf(among));
      const help = meant === undefined ? 'add the column there' : `did you mean ${meant}?`;
      const message = `${fieldName(path)}: Dest.Schema.Fields has no column ${column}; ${help}`;
      return [dest.AllowFieldAddition ? warningAt(path, message) : errorAt(path, message)];
    });
  const list = (columns: readonly string[], path: FieldPath): Named[] =>
    columns.map((column, index) => ({ path: [...path, index], column }));
  const split = ['Dest', 'Schema', 'Split'];
  return [
    // One row of a key is chosen before anything is computed.
    ...missing(list(UniqueColumns, ['Dest', 'UniqueColumns']), fields),
    ...missing(
      [
        { path: ['Dest', 'TimePartitioning', 'Field'], column: TimePartitioning?.Field },
        { path: ['Dest', 'RangePartitioning', 'Field'], column: RangePartitioning?.Field },
        ...list(Clustering?.Fields ?? [], ['Dest', 'Clustering', 'Fields']),
        { path: [...split, 'TimeColumn'], column: Schema?.Split?.TimeColumn },
        ...list(Schema?.Split?.ClusterColumns ?? [], [...split, 'ClusterColumns']),
      ],
      [...fields, ...computed],
    ),
  ];
}

/** A column by its path (`info.key`), without regard to case. */
function findColumn(path: string, fields: readonly TableField[]): TableField | undefined {
  const [first = '', ...rest] = path.replaceAll('`', '').toLowerCase().split('.');
  const found = fields.find(({ Name }) => Name.toLowerCase() === first);
  return rest.length === 0 || found === undefined ? found : findColumn(rest.join('.'), found.Fields ?? []);
}

const pathsOf = (fields: readonly TableField[]): string[] =>
  fields.flatMap(({ Name, Fields = [] }) => [Name, ...pathsOf(Fields).map((inner) => `${Name}.${inner}`)]);

/** What BigQuery partitions by (documentation on partitioned tables). */
function checkPartitioning(
  { TimePartitioning, RangePartitioning }: Destination,
  fields: readonly TableField[],
): Finding[] {
  const times = TimePartitioning?.Type === 'HOUR' ? ['TIMESTAMP', 'DATETIME'] : ['DATE', 'TIMESTAMP', 'DATETIME'];
  return [
    { path: ['Dest', 'TimePartitioning', 'Field'], column: TimePartitioning?.Field, types: times },
    { path: ['Dest', 'RangePartitioning', 'Field'], column: RangePartitioning?.Field, types: ['INTEGER', 'INT64'] },
  ].flatMap(({ path, column, types }) => {
    const found = column === undefined ? undefined : findColumn(column, fields);
    if (found === undefined || (types.includes(found.Type) && found.Mode !== 'REPEATED')) return [];
    const is = found.Mode === 'REPEATED' ? `${found.Type} REPEATED` : found.Type;
    const message = `${fieldName(path)}: ${found.Name} is ${is}, and BigQuery partitions by a single ${types.join(', ')} here; name another column`;
    return [errorAt(path, message)];
  });
}
