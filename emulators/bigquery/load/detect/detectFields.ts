import { isUnsupported } from '../../errors/apiError.ts';
import { canonicalFields, type Field } from '../../schema/field.ts';
import { avroFields } from '../formats/avro.ts';
import { type BadFiles, createBadFiles } from '../task/badFiles.ts';
import type { Detection, DetectTask, DetectTaskResult } from '../task/detectTask.ts';
import type { SourceFile } from '../task/loadTask.ts';
import { detectCsv } from './detectCsv.ts';
import { detectJson } from './detectJson.ts';

/** The schema of files that bring none along, from their first rows; that of Avro is in the file. */
export async function detectFields(task: DetectTask): Promise<DetectTaskResult> {
  const { format, files, options, mayHaveHeader } = task;
  switch (format) {
    case 'AVRO':
      return detectAvro(files, options.useAvroLogicalTypes);
    case 'NEWLINE_DELIMITED_JSON': {
      const badFiles = createBadFiles();
      return resultOf({ fields: await detectJson(files, badFiles), skipLeadingRows: 0 }, badFiles);
    }
    case 'CSV': {
      const badFiles = createBadFiles();
      return resultOf(await detectCsv({ files, options, mayHaveHeader, badFiles }), badFiles);
    }
  }
}

/** Files that could not be read matter only where the others say nothing: else the load names them, with all their fellows. */
function resultOf(detection: Detection, { errors: [first, ...others] }: BadFiles): DetectTaskResult {
  return first && detection.fields.length === 0 ? { ok: false, errors: [first, ...others] } : { ok: true, detection };
}

/** BigQuery takes the schema of the file that comes last in the alphabet. All files are looked at, to name all that are broken. */
function detectAvro(files: readonly SourceFile[], useLogicalTypes: boolean): DetectTaskResult {
  const badFiles = createBadFiles();
  let fields: Field[] = [];
  for (const file of [...files].sort((left, right) => ((left.uri ?? '') < (right.uri ?? '') ? -1 : 1))) {
    if (badFiles.full) break;
    try {
      fields = canonicalFields(avroFields(file, useLogicalTypes));
    } catch (error) {
      if (isUnsupported(error)) throw error;
      badFiles.add(file.uri, error instanceof Error ? error.message : String(error));
    }
  }
  const [first, ...others] = badFiles.errors;
  return first ? { ok: false, errors: [first, ...others] } : { ok: true, detection: { fields, skipLeadingRows: 0 } };
}
