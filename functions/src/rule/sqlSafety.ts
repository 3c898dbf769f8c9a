import { expand, type FileIdentity, type Variables } from './expand.ts';
import { RuleError } from './ruleError.ts';
import { OWN } from './runtimeVariables.ts';
import { type Quote, quoteAfter } from './sqlQuotes.ts';
import { parseTemplate } from './template.ts';

/**
 * What bqtail makes itself. The names of tables are not among it, nor what a parameter may be called, too: they may hold what
 * a path had.
 */
const TRUSTED = new Set(OWN.filter((name) => name !== 'DestTable' && name !== 'TempTable'));
const TABLES = new Set(['DestTable', 'TempTable']);

const QUOTED = /^[\p{L}\p{M}\p{N}_.:/=+\- ]*$/u;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;
const WORD = /^[\p{L}\p{M}\p{N}_]*$/u;
const TABLE = /^[\p{L}\p{M}\p{N}_.:$-]*$/u;

/**
 * Expands an SQL text. Throws a RuleError where a value that goes into it, and may come from an object's name, could change
 * what the SQL does: whoever uploads chooses the name. Within quotes a value may hold letters, digits, `_ . : / = + -` and
 * spaces; outside of them it has to be a number, or part of a longer name (`t_$1`) and then letters, digits and `_` only.
 */
export function expandSql(sql: string, variables: Variables, file: FileIdentity): string {
  let quote: Quote = '';
  const parts = parseTemplate(sql);
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'string') {
      quote = quoteAfter(part, quote);
      continue;
    }
    const { name, written } = part;
    if (TRUSTED.has(name) || !Object.hasOwn(variables, name)) continue;
    const value = String(expand<unknown>(written, variables));
    const glued = isNamePart(parts[index - 1], 'end') || isNamePart(parts[index + 1], 'start');
    const fault = faultOf(value, { name, quote, glued, minus: endsWith(parts[index - 1], '-') });
    if (fault) {
      throw new RuleError(
        `the value ${JSON.stringify(value)} of $${name}, from gs://${file.bucket}/${file.name}, cannot go into SQL: ${fault}; rename the object, or narrow Dest.Pattern`,
      );
    }
  }
  return String(expand<unknown>(sql, variables));
}

const endsWith = (part: unknown, end: string): boolean => typeof part === 'string' && part.endsWith(end);

/** Whether a text goes on as part of a name there. */
function isNamePart(part: unknown, side: 'start' | 'end'): boolean {
  if (part === undefined) return false;
  if (typeof part !== 'string') return true;
  return side === 'end' ? /[\w.$]$/.test(part) : /^[\w.$]/.test(part);
}

interface Place {
  name: string;
  quote: Quote;
  /** Next to it a name goes on. */
  glued: boolean;
  /** Before it stands one dash: a second would begin a comment. */
  minus: boolean;
}

function faultOf(value: string, { name, quote, glued, minus }: Place): string | undefined {
  if (TABLES.has(name)) {
    const isSafe = quote !== '' || (TABLE.test(value) && !value.includes('--'));
    return isSafe ? undefined : 'a table name with spaces or two dashes has to stand within quotes';
  }
  if (quote !== '') {
    return QUOTED.test(value) ? undefined : 'it may hold letters, digits, _ . : / = + - and spaces only';
  }
  if (minus && value.startsWith('-')) return 'two dashes begin a comment; put a space before it';
  if (glued ? WORD.test(value) : NUMBER.test(value)) return undefined;
  return `outside of quotes it may be ${glued ? 'letters, digits and _' : 'a number'} only; put $${name} within quotes`;
}
