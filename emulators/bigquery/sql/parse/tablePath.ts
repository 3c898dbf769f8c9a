import type { TablePath } from '../model/ast.ts';
import { syntaxError } from '../model/errors.ts';
import type { Cursor } from './cursor.ts';
import type { Token } from './lexer.ts';

/**
 * A table's name: `a.b.c` in one pair of backticks or several or none, dashes without backticks in the project and after it,
 * legacy `[project:dataset.table]`.
 */
export function tablePath(cursor: Cursor): TablePath {
  const { line, column } = cursor.token;
  if (cursor.accept('['))
    return { parts: splitQuoted(legacyName(cursor), { line, column }), legacy: true, line, column };
  const parts = part(cursor);
  while (cursor.is('.') && cursor.peek(1).key !== '*') {
    cursor.next();
    parts.push(...part(cursor, true));
  }
  return { parts, line, column };
}

/** What stands in brackets, as written. */
function legacyName(cursor: Cursor): string {
  const from = cursor.token.start;
  let to = from;
  while (!cursor.is(']')) {
    if (cursor.token.kind === 'end') throw cursor.unexpected();
    to = cursor.next().end;
  }
  cursor.expect(']');
  return cursor.source.slice(from, to);
}

function part(cursor: Cursor, afterDot = false): string[] {
  const first = afterDot ? word(cursor) : named(cursor);
  if (first.kind === 'quoted') return splitQuoted(first.text, first);
  let { text, end } = first;
  // my-project, ds.table-1: no space on either side of the dash
  while (cursor.is('-') && cursor.token.start === end && cursor.peek(1).start === end + 1) {
    const following = cursor.peek(1);
    if (following.kind !== 'name' && following.kind !== 'number') break;
    cursor.next();
    cursor.next();
    text += `-${following.text}`;
    end = following.end;
    // the lexer reads `1.` of `my-1.ds` as a number
    if (following.kind === 'number' && following.text.endsWith('.')) return numberedPart(cursor, text.slice(0, -1));
  }
  return [text];
}

const numberedPart = (cursor: Cursor, text: string): string[] => [text, ...part(cursor, true)];

function named(cursor: Cursor): Token {
  if (!cursor.isName()) throw cursor.unexpected();
  return cursor.next();
}

function word(cursor: Cursor): Token {
  if (!['name', 'quoted', 'number'].includes(cursor.token.kind)) throw cursor.unexpected();
  return cursor.next();
}

/** `domain.com:project` is one part. */
function splitQuoted(text: string, at: { line: number; column: number }): string[] {
  const colon = text.lastIndexOf(':');
  const parts = text.slice(colon + 1).split('.');
  if (parts.some((name) => name === '')) throw syntaxError(`Invalid table name: ${text}`, at);
  if (colon < 0) return parts;
  const project = text.slice(0, colon);
  return project.includes('.') ? [`${project}:${parts[0]}`, ...parts.slice(1)] : [project, ...parts];
}
