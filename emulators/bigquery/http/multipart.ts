import { invalid } from '../errors/apiError.ts';
import { parseJsonBody } from './readBody.ts';

export interface Multipart {
  metadata: Record<string, unknown>;
  media: Buffer;
}

/**
 * A `multipart/related` body: the job as JSON, then the file. Own code: busboy takes `multipart/form-data` alone.
 *
 * @throws ApiError `invalid`
 */
export function parseMultipart(body: Buffer, contentType: string): Multipart {
  const [, quoted, plain] = /boundary=(?:"([^"]+)"|([^;]+))/.exec(contentType) ?? [];
  const boundary = quoted ?? plain?.trim();
  if (boundary === undefined) throw invalid('A multipart upload needs a boundary in its Content-Type.');
  const [metadata, media] = partsOf(body, `--${boundary}`);
  if (!metadata || !media) throw invalid('A multipart upload has two parts: the job as JSON, and the file.');
  return { metadata: parseJsonBody(metadata), media };
}

function partsOf(body: Buffer, delimiter: string): Buffer[] {
  const parts: Buffer[] = [];
  let start = body.indexOf(delimiter);
  while (start >= 0) {
    const end = body.indexOf(delimiter, start + delimiter.length);
    if (end < 0) break;
    parts.push(contentOf(body.subarray(start + delimiter.length, end)));
    start = end;
  }
  return parts;
}

/** What stands between the part's headers and the line break before the next delimiter. */
function contentOf(part: Buffer): Buffer {
  const [separator, lineBreak] = part.includes('\r\n\r\n') ? ['\r\n\r\n', '\r\n'] : ['\n\n', '\n'];
  const start = part.indexOf(separator);
  const end = part.subarray(-lineBreak.length).toString() === lineBreak ? -lineBreak.length : undefined;
  return part.subarray(start < 0 ? 0 : start + separator.length, end);
}
