import type { Session } from '../engine/session.ts';
import { JobError } from '../errors/jobError.ts';
import type { ErrorProto } from '../rest/resources.ts';
import { quoteText } from '../schema/names.ts';
import { type ParquetColumn, parquetColumns } from './parquetColumns.ts';
import { type BadFiles, createBadFiles } from './task/badFiles.ts';
import type { SourceFile } from './task/loadTask.ts';

export interface ParquetSurvey {
  /** The columns that every file has and none lets be NULL. */
  required: ReadonlySet<string>;
  /** The last file in the alphabet, which BigQuery takes the schema from. */
  last: SourceFile;
  /** An entry for each of the first files whose columns are of other types than those of the last. */
  misfits: readonly ErrorProto[];
}

/** Looks at what the files say of themselves. @throws JobError naming the files that are no Parquet. */
export async function surveyParquet(session: Session, files: readonly SourceFile[]): Promise<ParquetSurvey> {
  const described = await describeFiles(
    session,
    [...files].sort((left, right) => ((left.uri ?? '') > (right.uri ?? '') ? -1 : 1)),
  );
  const misfits = createBadFiles();
  const target = new Map<string, ParquetColumn>();
  for (const { file, columns } of described) {
    if (!misfits.full) noteMisfit({ columns, target, uri: file.uri, badFiles: misfits });
    for (const column of columns) if (!target.has(column.name)) target.set(column.name, column);
  }
  const [last] = described;
  if (!last) throw new Error('A load job has at least one file');
  const required = last.columns.filter(({ name }) => described.every((file) => isRequiredIn(file, name)));
  return { required: new Set(required.map(({ name }) => name)), last: last.file, misfits: misfits.errors };
}

interface DescribedFile {
  file: SourceFile;
  columns: readonly ParquetColumn[];
}

const isRequiredIn = ({ columns }: DescribedFile, name: string): boolean =>
  columns.some((column) => column.name === name && column.isRequired);

async function describeFiles(session: Session, files: readonly SourceFile[]): Promise<DescribedFile[]> {
  const badFiles = createBadFiles();
  const described: DescribedFile[] = [];
  for (const file of files) {
    if (badFiles.full) break;
    const columns = await parquetColumns(session, file.path).catch(() => undefined);
    if (columns) described.push({ file, columns });
    else badFiles.add(file.uri, 'Input file is not in Parquet format.');
  }
  const [first, ...others] = badFiles.errors;
  if (first) throw new JobError(first, ...others);
  return described;
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
