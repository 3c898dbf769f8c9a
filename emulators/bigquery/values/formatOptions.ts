import { invalid } from '../errors/apiError.ts';
import type { TimestampFormat } from './encodeCell.ts';

/** How the caller wants TIMESTAMPs, from a call's query string. */
export function timestampFormatOf(query: URLSearchParams): TimestampFormat {
  const format = query.get('formatOptions.timestampOutputFormat');
  return timestampFormat(format, query.get('formatOptions.useInt64Timestamp') === 'true');
}

const UNSPECIFIED = 'TIMESTAMP_OUTPUT_FORMAT_UNSPECIFIED';
const FORMATS = ['FLOAT64', 'INT64', 'ISO8601_STRING'] as const satisfies readonly TimestampFormat[];

/** @throws ApiError `invalid` for a format that is none, and where the two options contradict each other. */
export function timestampFormat(format: unknown, useInt64: unknown): TimestampFormat {
  const given = FORMATS.find((known) => known === format);
  if (given === undefined && format !== undefined && format !== null && format !== UNSPECIFIED) {
    throw invalid(`Invalid value for timestampOutputFormat: ${String(format)} is not a valid value`);
  }
  if (given !== undefined && given !== 'INT64' && useInt64 === true) {
    throw invalid('Cannot specify both use_int64_timestamp and timestamp_output_format.');
  }
  return given ?? (useInt64 === true ? 'INT64' : 'FLOAT64');
}
