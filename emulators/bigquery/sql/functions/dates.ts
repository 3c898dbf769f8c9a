import type { Emission } from '../emission/emission.ts';
import type { Call, Expression } from '../model/ast.ts';
import { SqlError } from '../model/errors.ts';
import { datePartOf, daysToMonday, invalidPart, weekStart } from './datePart.ts';
import { native, type Rows, special, template } from './row.ts';

/** The parts of DATE_TRUNC and DATE_DIFF, as DuckDB names them. */
const UNITS: Readonly<Record<string, string>> = {
  DAY: 'day',
  ISOWEEK: 'week',
  MONTH: 'month',
  QUARTER: 'quarter',
  YEAR: 'year',
  ISOYEAR: 'isoyear',
};

const argumentsOf = (call: Call, emit: Emission): string[] => call.arguments.map((node) => emit.expression(node));

/** A literal text where a date, datetime or timestamp can stand is a date. */
function dateSql(node: Expression | undefined, emit: Emission): string {
  const sql = node ? emit.expression(node) : 'NULL';
  return node?.kind === 'literal' && node.type === 'STRING' ? `bq_date(${sql})` : sql;
}

/** `f(x, INTERVAL n PART)` */
function moved(macro: string, sign: '+' | '-') {
  return special(2, 2, (call, emit) => {
    const [value, interval] = call.arguments;
    if (interval?.kind !== 'interval') throw new SqlError(`No matching signature for function ${call.name}`, call);
    return `${macro}(${dateSql(value, emit)}, ${sign === '-' ? '-' : ''}${emit.expression(interval)})`;
  });
}

/** DATE_TRUNC(date, part), which takes timestamps and datetimes too. */
function dateTrunc(call: Call, emit: Emission): string {
  const part = datePartOf(call.arguments[1], call);
  const [value, , zone] = call.arguments;
  const sql = dateSql(value, emit);
  if (zone) return truncated('bq_timestamp_trunc', [`bq_timestamp(${sql})`, emit.expression(zone)], part);
  return truncated('bq_date_trunc', [sql], part);
}

/** A truncating macro's call: macros take the unit, and the days by which a week is moved. */
export function truncated(macro: string, args: readonly string[], part: ReturnType<typeof datePartOf>): string {
  if (part.name === 'WEEK') return `${macro}(${[...args, "'week'", daysToMonday(weekStart(part))].join(', ')})`;
  const unit = UNITS[part.name] ?? TIME_UNITS[part.name];
  if (!unit) throw invalidPart(part, macro.replace('bq_', '').toUpperCase());
  return `${macro}(${[...args, `'${unit}'`, 0].join(', ')})`;
}

const TIME_UNITS: Readonly<Record<string, string>> = {
  HOUR: 'hour',
  MINUTE: 'minute',
  SECOND: 'second',
  MILLISECOND: 'millisecond',
  MICROSECOND: 'microsecond',
};

/** How many boundaries of the part lie between two dates or datetimes. */
export function boundaries(convert: string, call: Call, emit: Emission): string {
  const part = datePartOf(call.arguments[2], call);
  const [to = 'NULL', from = 'NULL'] = call.arguments.slice(0, 2).map((node) => `${convert}(${emit.expression(node)})`);
  if (part.name === 'WEEK' || part.name === 'ISOWEEK') {
    const days = part.name === 'WEEK' ? daysToMonday(weekStart(part)) : 0;
    const monday = (date: string): string => `date_trunc('week', ${date} + to_days(${days}))`;
    return `(date_diff('day', ${monday(from)}, ${monday(to)}) // 7)`;
  }
  const unit = UNITS[part.name] ?? (convert === 'bq_date' ? undefined : TIME_UNITS[part.name]);
  if (!unit) throw invalidPart(part, call.name);
  return `date_diff('${unit}', ${from}, ${to})`;
}

/** FORMAT_DATE and its like take the text first. */
export const formatted = (macro: string, convert: string) =>
  template(2, 2, (format, value) => `${macro}(${format}, ${convert}(${value}))`);

export const DATES: Rows = {
  CURRENT_DATE: template(0, 1, (zone = "'UTC'") => `CAST(timezone(${zone}, now()) AS DATE)`),
  DATE: special(1, 3, (call, emit) => {
    const args = argumentsOf(call, emit);
    if (args.length === 3) return `make_date(${args.join(', ')})`;
    const [value, zone] = args;
    return zone ? `CAST(timezone(${zone}, bq_timestamp(${value})) AS DATE)` : `bq_date(${value})`;
  }),
  DATE_ADD: moved('bq_date_add', '+'),
  DATE_SUB: moved('bq_date_add', '-'),
  DATE_DIFF: special(3, 3, (call, emit) => boundaries('bq_date', call, emit)),
  DATE_TRUNC: special(2, 3, dateTrunc),
  DATE_FROM_UNIX_DATE: template(1, 1, (days) => `(DATE '1970-01-01' + CAST(${days} AS INTEGER))`),
  UNIX_DATE: template(1, 1, (date) => `date_diff('day', DATE '1970-01-01', bq_date(${date}))`),
  FORMAT_DATE: formatted('bq_format_datetime', 'bq_datetime'),
  PARSE_DATE: native('bq_parse_date', 2),
  LAST_DAY: special(1, 2, (call, emit) => {
    const part = call.arguments[1]
      ? datePartOf(call.arguments[1], call)
      : { name: 'MONTH', line: call.line, column: call.column };
    const [value] = call.arguments;
    const first = truncated('bq_date_trunc', [`bq_date(${value ? emit.expression(value) : 'NULL'})`], part);
    const length = part.name === 'WEEK' || part.name === 'ISOWEEK' ? 'to_days(7)' : LENGTHS[part.name];
    if (!length) throw invalidPart(part, call.name);
    return `CAST(${first} + ${length} - to_days(1) AS DATE)`;
  }),
};

const LENGTHS: Readonly<Record<string, string>> = {
  MONTH: 'to_months(1)',
  QUARTER: 'to_months(3)',
  YEAR: 'to_years(1)',
};
