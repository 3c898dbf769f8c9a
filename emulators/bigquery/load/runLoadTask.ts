import { createBadRows } from './badRows.ts';
import { convertJson } from './formats/json.ts';
import type { LoadTask, LoadTaskResult } from './loadTask.ts';
import { createRowWriter } from './rowWriter.ts';

/** Checks the files of a load job and writes their rows for DuckDB. */
export async function runLoadTask(task: LoadTask): Promise<LoadTaskResult> {
  const badRows = createBadRows(task.format, task.options.maxBadRecords);
  const writer = createRowWriter(task.output);
  await CONVERT[task.format](task, writer, badRows);
  await writer.close();
  return badRows.result(writer.rows, writer.longestRow);
}

const CONVERT = { NEWLINE_DELIMITED_JSON: convertJson, CSV: convertJson, AVRO: convertJson };
