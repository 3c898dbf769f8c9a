import { convertAvro } from './formats/avro.ts';
import { convertCsv } from './formats/csv.ts';
import { convertJson } from './formats/json.ts';
import { createBadFiles } from './task/badFiles.ts';
import { createBadRows } from './task/badRows.ts';
import type { LoadTask, LoadTaskResult } from './task/loadTask.ts';
import { createRowWriter } from './task/rowWriter.ts';

/** Checks the files of a load job and writes their rows for DuckDB. */
export function runLoadTask(task: LoadTask): Promise<LoadTaskResult> {
  return task.format === 'AVRO' ? runAvroTask(task) : runTextTask(task, task.format);
}

const CONVERT_TEXT = { NEWLINE_DELIMITED_JSON: convertJson, CSV: convertCsv };

async function runTextTask(task: LoadTask, format: keyof typeof CONVERT_TEXT): Promise<LoadTaskResult> {
  const badRows = createBadRows(format, task.options.maxBadRecords);
  const writer = createRowWriter(task.output);
  await CONVERT_TEXT[format](task, writer, badRows);
  await writer.close();
  return badRows.result(writer.rows, writer.longestRow);
}

async function runAvroTask(task: LoadTask): Promise<LoadTaskResult> {
  const badFiles = createBadFiles();
  const writer = createRowWriter(task.output);
  await convertAvro(task, writer, badFiles);
  await writer.close();
  const [first, ...others] = badFiles.errors;
  return first
    ? { ok: false, badRecords: 0, errors: [first, ...others] }
    : { ok: true, badRecords: 0, errors: [], rows: writer.rows, longestRow: writer.longestRow };
}
