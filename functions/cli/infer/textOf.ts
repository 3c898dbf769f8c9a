import type { Destination } from '../../src/rule/schema.ts';

export interface DecodedText {
  text: string;
  /** undefined for UTF-8, which BigQuery expects. */
  encoding?: NonNullable<Destination['Encoding']>;
}

/** The bytes as text: by their byte order mark, as UTF-8 where they are that, else as ISO-8859-1, which any bytes are. */
export function textOf(bytes: Buffer): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: decoded(bytes, 'utf-16le'), encoding: 'UTF-16LE' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: decoded(bytes, 'utf-16be'), encoding: 'UTF-16BE' };
  if (bytes[1] === 0 && bytes[3] === 0) return { text: decoded(bytes, 'utf-16le'), encoding: 'UTF-16LE' };
  try {
    // A character that the end of the head cuts in two is no error of the file.
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }) };
  } catch {
    return { text: bytes.toString('latin1'), encoding: 'ISO-8859-1' };
  }
}

const decoded = (bytes: Buffer, encoding: string): string => new TextDecoder(encoding).decode(bytes, { stream: true });
