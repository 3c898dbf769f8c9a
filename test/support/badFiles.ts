import { badAvro } from './badFiles/avro.ts';
import type { BadFile } from './badFiles/badFile.ts';
import { badCsv } from './badFiles/csv.ts';
import { badJson } from './badFiles/json.ts';
import { badParquet } from './badFiles/parquet.ts';

export type { BadFile } from './badFiles/badFile.ts';
export { goodFile, TABLE_FIELDS } from './badFiles/goodFile.ts';

/** Every kind of file that BigQuery refuses to load into the table of its format (`TABLE_FIELDS`). */
export const BAD_FILES: readonly BadFile[] = [...badJson, ...badCsv, ...badAvro, ...badParquet];
