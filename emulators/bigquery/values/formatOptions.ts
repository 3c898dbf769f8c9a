import type { TimestampFormat } from './encodeCell.ts';

/** How the caller wants TIMESTAMPs, from a call's query string. */
export function timestampFormatOf(query: URLSearchParams): TimestampFormat {
  const format = query.get('formatOptions.timestampOutputFormat');
  return timestampFormat(format, query.get('formatOptions.useInt64Timestamp') === 'true');
}

export function timestampFormat(format: unknown, useInt64: unknown): TimestampFormat {
  if (format === 'INT64' || format === 'ISO8601_STRING' || format === 'FLOAT64') return format;
  return useInt64 === true ? 'INT64' : 'FLOAT64';
}
