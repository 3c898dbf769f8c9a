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
  const refuse = ({ name, value }: SqlValue, fault: string): never => {
    throw new RuleError(
      `the value ${JSON.stringify(value)} of $${name}, from gs://${file.bucket}/${file.name}, cannot go into SQL: ${fault}; rename the object, or narrow Dest.Pattern`,
    );
  };
  let expanded = '';
  for (const [index, segment] of segments.entries()) {
    if (segment.kind === 'code') {
      expanded += segment.text;
    } else if (segment.kind === 'value') {
      const { value, within } = segment;
      const fault = TRUSTED.has(value.name) ? undefined : faultOf(value, { within, ...around(segments, index) });
      if (fault !== undefined) refuse(value, fault);
      expanded += value.value;
    } else {
      const { literal } = segment;
      for (const [position, part] of literal.parts.entries()) {
        const fault = typeof part === 'string' ? undefined : literalFault(literal, position);
        if (typeof part !== 'string' && fault !== undefined) refuse(part, fault);
      }
      expanded += literalSql(literal);
      // '' and a quote after it would be three.
      if (segments[index + 1]?.kind === 'literal' && expanded.endsWith(`${literal.quote}${literal.quote}`))
        expanded += ' ';
    }
  }
  return expanded;
}

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
  const { within, before, after, isPrefix, isAmongValues } = place;
  if (within === '' && isPrefix) return 'a text within quotes begins right after it; put a space between them';
  const isInName = /[\w.$]$/.test(before) || /^[\w.$]/.test(after);
  if (TABLES.has(name)) {
    const isSafe = within !== '' ? !/[`\\*\n\r]/.test(value) : TABLE.test(value) && !value.includes('--');
    return isSafe ? undefined : 'a table name with spaces or two dashes has to stand within backticks';
  }
  if (within !== '') return faultWithin(value, place);
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
