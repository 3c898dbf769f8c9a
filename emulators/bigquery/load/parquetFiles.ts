import { quoteText } from '../catalog/names.ts';
import type { Session } from '../engine/session.ts';
import { JobError } from '../errors/jobError.ts';
import { type BadFiles, createBadFiles } from './badFiles.ts';
import type { SourceFile } from './loadTask.ts';
import { type ParquetColumn, parquetColumns } from './parquetColumns.ts';

/**
 * The columns that every file has and none lets be NULL.
 *
 * @throws JobError naming the files that are no Parquet, or whose columns are of other types than those of the last file
 * in the alphabet, which BigQuery takes the schema from.
 */
export async function requiredParquetColumns(session: Session, files: readonly SourceFile[]): Promise<Set<string>> {
  const badFiles = createBadFiles();
  const target = new Map<string, ParquetColumn>();
  const requiredIn = new Map<string, number>();
  for (const { path, uri } of [...files].sort((left, right) => ((left.uri ?? '') > (right.uri ?? '') ? -1 : 1))) {
    if (badFiles.full) break;
    const columns = await parquetColumns(session, path).catch(() => undefined);
    if (!columns) badFiles.add(uri, 'Input file is not in Parquet format.');
    else noteMisfit({ columns, target, uri, badFiles });
    for (const column of columns ?? []) {
      if (!target.has(column.name)) target.set(column.name, column);
      if (column.isRequired) requiredIn.set(column.name, (requiredIn.get(column.name) ?? 0) + 1);
    }
  }
  const [first, ...others] = badFiles.errors;
  if (first) throw new JobError(first, ...others);
  return new Set([...requiredIn].filter(([, count]) => count === files.length).map(([name]) => name));
}

interface Comparison {
  columns: readonly ParquetColumn[];
  target: ReadonlyMap<string, ParquetColumn>;
  uri: string | undefined;
  badFiles: BadFiles;
}

function noteMisfit({ columns, target, uri, badFiles }: Comparison): void {
  const misfit = columns.find(({ name, kind }) => (target.get(name) ?? { kind }).kind !== kind);
  if (!misfit) return;
  const { name, physicalType = 'GROUP' } = misfit;
  badFiles.add(
    uri,
    `Parquet column '${name}' has type ${physicalType} which does not match the target cpp_type ${cppType(target.get(name))}.`,
  );
}

/** BigQuery names the type that it expected by its own type in C++. */
const cppType = (target: ParquetColumn | undefined): string =>
  target?.kind === 'STRING' ? 'STRING' : (target?.physicalType ?? 'GROUP');

/** What is to be said of files whose pages cannot be read; undefined where all can. It reads all of them. */
export async function unreadableParquet(session: Session, files: readonly SourceFile[]): Promise<JobError | undefined> {
  const badFiles = createBadFiles();
  for (const { path, uri } of files) {
    if (badFiles.full) break;
    await session.rows(`SELECT max(hash(page)) FROM read_parquet(${quoteText(path)}) AS page`).catch(() => {
      badFiles.add(uri, 'Failed to read the Parquet data: a page of the file is corrupt.');
    });
  }
  const [first, ...others] = badFiles.errors;
  return first && new JobError(first, ...others);
}
