import { isCut, type SqlLiteral } from './sqlSegments.ts';

/**
 * A literal with its values filled in: it means what the rule wrote, with the very text of each value in its place. Values are
 * escaped; a raw literal knows no escapes, and is written as one that does where a value needs any. Legacy SQL reads the same.
 */
export function literalSql(literal: SqlLiteral): string {
  const { prefix, quote, parts, isClosed } = literal;
  if (parts.every((part) => typeof part === 'string')) return asWritten(literal);
  const isRaw = /r/i.test(prefix);
  if (isRaw && parts.every((part, index) => isPlain(part, index < parts.length - 1))) return asWritten(literal);
  const isBytes = /b/i.test(prefix);
  const content = parts.map((part) => {
    if (typeof part !== 'string') return escaped(part.value, isBytes);
    // Line breaks within triple quotes are one newline, however they are written.
    return isRaw ? escaped(part.replace(/\r\n?/g, '\n'), isBytes) : part;
  });
  return `${isRaw ? prefix.replace(/r/i, '') : prefix}${quote}${content.join('')}${isClosed ? quote : ''}`;
}

const asWritten = ({ prefix, quote, parts, isClosed }: SqlLiteral): string => {
  const content = parts.map((part) => (typeof part === 'string' ? part : part.value));
  return `${prefix}${quote}${content.join('')}${isClosed ? quote : ''}`;
};

/** Whether it can stand in a raw literal; a backslash before a value would take the value's first character along. */
const isPlain = (part: SqlLiteral['parts'][number], isInner: boolean): boolean =>
  typeof part === 'string' ? !(isInner && isCut(part)) : /^[^\\'"\p{Cc}]*$/u.test(part.value);

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escaped(value: string, isBytes: boolean): string {
  const text = value
    .replace(/[\\'"]/g, '\\$&')
    .replace(/(?=\p{ASCII})\p{Cc}/gu, (control) => NAMED[control] ?? hex(control.charCodeAt(0)));
  return isBytes ? text.replace(/\P{ASCII}+/gu, (other) => [...Buffer.from(other)].map(hex).join('')) : text;
}

const hex = (code: number): string => `\\x${code.toString(16).padStart(2, '0')}`;

/** An escape that is not complete yet: a value after it would become part of it. */
const PARTIAL = /(?<!\\)(?:\\\\)*\\(?:|[xX][\da-fA-F]?|u[\da-fA-F]{0,3}|U[\da-fA-F]{0,7}|[0-3][0-7]?)$/;

/** Why a value cannot stand in a literal; undefined where it can. */
export function literalFault({ prefix, parts }: SqlLiteral, index: number): string | undefined {
  const [before, part] = [parts[index - 1], parts[index]];
  if (part === undefined || typeof part === 'string') return undefined;
  if (/\p{Surrogate}/u.test(part.value)) return 'it holds half of a character (a lone surrogate)';
  if (/r/i.test(prefix) || typeof before !== 'string' || !PARTIAL.test(before)) return undefined;
  return 'a backslash before it would make it part of an escape; write two';
}
