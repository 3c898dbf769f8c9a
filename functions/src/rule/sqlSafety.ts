import { asText, expand, type FileIdentity, type Variables } from './expand.ts';
import { RuleError } from './ruleError.ts';
import { OWN } from './runtimeVariables.ts';
import { literalFault, literalSql } from './sqlLiteral.ts';
import { type SqlSegment, type SqlValue, sqlSegments } from './sqlSegments.ts';
import { parseTemplate } from './template.ts';

/**
 * What bqtail makes itself. The names of tables are not among it, nor what a parameter may be called, too: they may hold what
 * a path had.
 */
const TRUSTED = new Set(OWN.filter((name) => name !== 'DestTable' && name !== 'TempTable'));
/** `Source` of a copy has its parts: `Source.TableID`. */
const TABLES = new Set(['DestTable', 'TempTable', 'Source']);

const NAMED = /^[\p{L}\p{M}\p{N}_.:/=+\- ]*$/u;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const WORD = /^[\p{L}\p{M}\p{N}_]*$/u;
const TABLE = /^[\p{L}\p{M}\p{N}_.:$-]*$/u;

/**
 * Expands an SQL text, GoogleSQL or legacy. Within quotes any value is the text that it is, escaped as the literal demands. Throws a
 * RuleError where a value that goes elsewhere, and may come from an object's name, could change what the SQL does: whoever
 * uploads chooses the name. Within backticks and comments a value may hold letters, digits, `_ . : / = + -` and spaces; outside of
 * them it has to be a number, or part of a longer name (`t_$1`) and then letters, digits and `_` only.
 */
export function expandSql(sql: string, variables: Variables, file: FileIdentity): string {
  const segments = sqlSegments(withValues(sql, variables));
  const [refused] = segments.flatMap((segment, index) => faultsIn(segment, around(segments, index)));
  if (refused) {
    const { value, name } = refused.value;
    throw new RuleError(
      `the value ${JSON.stringify(value)} of $${name}, from gs://${file.bucket}/${file.name}, cannot go into SQL: ${refused.fault}; rename the object, or narrow Dest.Pattern`,
    );
  }
  return segments.map((segment, index) => sqlOf(segment, segments[index + 1])).join('');
}

function sqlOf(segment: SqlSegment, next: SqlSegment | undefined): string {
  if (segment.kind === 'code') return segment.text;
  if (segment.kind === 'value') return segment.value.value;
  const { quote } = segment.literal;
  const sql = literalSql(segment.literal);
  // '' and a quote after it would be three.
  return next?.kind === 'literal' && sql.endsWith(quote + quote) ? `${sql} ` : sql;
}

interface Refused {
  value: SqlValue;
  fault: string;
}

function faultsIn(segment: SqlSegment, place: Around): Refused[] {
  if (segment.kind === 'code') return [];
  if (segment.kind === 'literal') {
    const { literal } = segment;
    return literal.parts.flatMap((part, index) =>
      typeof part === 'string' ? [] : refusal(part, literalFault(literal, index)),
    );
  }
  const { value, within } = segment;
  return TRUSTED.has(value.name) ? [] : refusal(value, faultOf(value, { within, ...place }));
}

const refusal = (value: SqlValue, fault: string | undefined): Refused[] =>
  fault === undefined ? [] : [{ value, fault }];

/** The text with each reference replaced by its value; one that stands for nothing is text. */
function withValues(sql: string, variables: Variables): (string | SqlValue)[] {
  const parts: (string | SqlValue)[] = [];
  for (const part of parseTemplate(sql)) {
    const isValue = typeof part !== 'string' && Object.hasOwn(variables, part.name);
    const text = typeof part === 'string' ? part : part.written;
    const last = parts.at(-1);
    if (isValue) parts.push({ name: part.name, value: asText(expand<unknown>(text, variables)) });
    else if (typeof last === 'string') parts[parts.length - 1] = last + text;
    else parts.push(text);
  }
  return parts;
}

interface Around {
  /** The text right before it, and right after it; empty where there is a value. */
  before: string;
  after: string;
  /** A string literal comes next, but for other values. */
  isPrefix: boolean;
  /** Values come right before or after it. */
  isAmongValues: boolean;
}

function around(segments: readonly SqlSegment[], index: number): Around {
  const [previous, following] = [segments[index - 1], segments[index + 1]];
  const next = segments.slice(index + 1).find(({ kind }) => kind !== 'value');
  return {
    before: previous?.kind === 'code' ? previous.text : '',
    after: following?.kind === 'code' ? following.text : '',
    isPrefix: next?.kind === 'literal',
    isAmongValues: previous?.kind === 'value' || following?.kind === 'value',
  };
}

interface Place extends Around {
  within: Extract<SqlSegment, { kind: 'value' }>['within'];
}

function faultOf({ name, value }: SqlValue, place: Place): string | undefined {
  const { within, isPrefix } = place;
  if (within === '' && isPrefix) return 'a text within quotes begins right after it; put a space between them';
  if (TABLES.has(name)) {
    const isSafe = within !== '' ? !/[`\\*\n\r]/.test(value) : TABLE.test(value) && !value.includes('--');
    return isSafe ? undefined : 'a table name with spaces or two dashes has to stand within backticks';
  }
  if (within !== '') return faultWithin(value, place);
  return faultInCode({ name, value }, place);
}

function faultInCode({ name, value }: SqlValue, { before, after, isAmongValues }: Place): string | undefined {
  const isInName = /[\w.$]$/.test(before) || /^[\w.$]/.test(after);
  if (before.endsWith('-') && value.startsWith('-')) return 'two dashes begin a comment; put a space before it';
  if (value === '' && !isInName) return `outside of quotes it may be a number only; put $${name} within quotes`;
  const isGlued = isInName || isAmongValues;
  if (isGlued ? WORD.test(value) : NUMBER.test(value)) return undefined;
  return `outside of quotes it may be ${isGlued ? 'letters, digits and _' : 'a number'} only; put $${name} within quotes`;
}

function faultWithin(value: string, { within, before }: Place): string | undefined {
  if (within === '/*' && before.endsWith('*') && value.startsWith('/')) return 'it would end the comment';
  return NAMED.test(value) ? undefined : 'it may hold letters, digits, _ . : / = + - and spaces only';
}
