import { isUtf8 } from 'node:buffer';
import { plainLines } from '../plain/plainLines.ts';
import type { Scan } from '../plain/scan.ts';
import { scanRow } from '../plain/scanRow.ts';
import { RowError } from '../rows/rowError.ts';
import type { BadRows } from '../task/badRows.ts';
import type { LoadTask, SourceFile } from '../task/loadTask.ts';
import type { RowWriter } from '../task/rowWriter.ts';
import { compileLine, type LineConverter } from './jsonLine.ts';
import { type Block, readBlocks } from './lines.ts';
import { readable } from './readable.ts';

/**
 * Checks newline-delimited JSON against the schema. Rows that need no change are passed through as they were written: plain rows
 * after a scan of their bytes, which takes a tenth of the time; all others after they were parsed.
 */
export async function convertJson(task: LoadTask, writer: RowWriter, badRows: BadRows): Promise<void> {
  const { fields } = task;
  const tools: FileTools = { convert: compileLine(fields, task.options), plainRow: scanRow(fields), writer, badRows };
  for (const file of task.files) {
    if (badRows.full) return;
    await readable(file, badRows, () => convertFile(file, tools));
  }
}

interface FileTools {
  convert: LineConverter;
  plainRow: Scan;
  writer: RowWriter;
  badRows: BadRows;
}

/** How far a file was read. */
interface Progress {
  uri: string | undefined;
  rows: number;
}

async function convertFile({ path, uri }: SourceFile, tools: FileTools): Promise<void> {
  const progress: Progress = { uri, rows: 0 };
  for await (const block of readBlocks(path)) {
    if (!convertBlock(block, progress, tools)) return;
    await tools.writer.drain();
  }
}

/** Returns whether the rest of the file is worth reading. */
function convertBlock({ bytes, position }: Block, progress: Progress, tools: FileTools): boolean {
  const { plainRow, writer } = tools;
  const mayBePlain = isUtf8(bytes);
  for (let at = 0; at < bytes.length; ) {
    if (mayBePlain) {
      const plain = plainLines(bytes, at, plainRow);
      if (plain.rows > 0) writer.writeLines(bytes.subarray(at, plain.end), plain);
      progress.rows += plain.rows;
      at = plain.end;
    }
    const end = lineEnd(bytes, at);
    const text = lineText(bytes.subarray(at, end), position + at);
    if (text !== '' && !convertRow(text, position + at, { progress, tools })) return false;
    at = end + 1;
  }
  return true;
}

function lineEnd(bytes: Buffer, at: number): number {
  const end = bytes.indexOf('\n', at);
  return end < 0 ? bytes.length : end;
}

function convertRow(
  text: string,
  position: number,
  { progress, tools: { convert, writer, badRows } }: { progress: Progress; tools: FileTools },
): boolean {
  progress.rows += 1;
  const line = convertLine(text, convert);
  if (line instanceof RowError)
    return !badRows.add({ uri: progress.uri, message: located(line, position) }, progress.rows);
  writer.write(line);
  return true;
}

const located = ({ message }: RowError, position: number): string =>
  `JSON parsing error in row starting at position ${position}: ${message}`;

const BYTE_ORDER_MARK = '\uFEFF';

/** A mark within the file, as where files were joined, is no white space, though JavaScript takes it for some. */
function lineText(bytes: Buffer, position: number): string {
  const text = bytes.toString('utf8');
  if (!text.startsWith(BYTE_ORDER_MARK)) return text.trim();
  return position === 0 ? text.slice(1).trim() : text;
}

function convertLine(text: string, convert: LineConverter): string | RowError {
  try {
    return convert(text);
  } catch (error) {
    if (error instanceof RowError) return error;
    throw error;
  }
}
