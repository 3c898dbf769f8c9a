import type { Emission } from '../emission/emission.ts';
import type { Call } from '../model/ast.ts';
import { SqlError } from '../model/errors.ts';
import { datePartOf, invalidPart, MICROSECONDS } from './datePart.ts';
import { boundaries, formatted, truncated } from './dates.ts';
import { native, type Rows, special, template } from './row.ts';

const argumentsOf = (call: Call, emit: Emission): string[] => call.arguments.map((node) => emit.expression(node));

/** `f(x, INTERVAL n PART)` on what `convert` makes of x. */
const moved = (convert: string, operator: '+' | '-') =>
  special(2, 2, (call, emit) => {
    const [value = 'NULL', interval = 'NULL'] = argumentsOf(call, emit);
    if (call.arguments[1]?.kind !== 'interval')
      throw new SqlError(`No matching signature for function ${call.name}`, call);
    return `(${convert}(${value}) ${operator} ${interval})`;
  });

/** TIMESTAMP_DIFF counts whole parts, as opposed to boundaries. */
function wholeParts(convert: string, micros: string, call: Call, emit: Emission): string {
  const part = datePartOf(call.arguments[2], call);
  const length = MICROSECONDS[part.name];
  if (length === undefined) throw invalidPart(part, call.name);
  const [to = 'NULL', from = 'NULL'] = call.arguments
    .slice(0, 2)
    .map((node) => `${micros}(${convert}(${emit.expression(node)}))`);
  return `((${to} - ${from}) // ${length})`;
}

const truncatedTo = (macro: string, convert: string) =>
  special(2, 3, (call, emit) => {
    const [value, , zone] = call.arguments;
    const args = [`${convert}(${value ? emit.expression(value) : 'NULL'})`];
    if (macro === 'bq_timestamp_trunc') args.push(zone ? emit.expression(zone) : "'UTC'");
    return truncated(macro, args, datePartOf(call.arguments[1], call));
  });

const UTC = "'UTC'";

export const TIMES: Rows = {
  CURRENT_DATETIME: template(0, 1, (zone = UTC) => `timezone(${zone}, now())`),
  CURRENT_TIME: template(0, 1, (zone = UTC) => `CAST(timezone(${zone}, now()) AS TIME)`),
  CURRENT_TIMESTAMP: template(0, 0, () => 'now()'),

  DATETIME: special(1, 6, (call, emit) => {
    const args = argumentsOf(call, emit);
    if (args.length === 6) return `make_timestamp(${args.slice(0, 5).join(', ')}, CAST(${args[5]} AS DOUBLE))`;
    return args.length === 2 ? `bq_datetime_of(${args.join(', ')})` : `bq_datetime(${args.join(', ')})`;
  }),
  DATETIME_ADD: moved('bq_datetime', '+'),
  DATETIME_SUB: moved('bq_datetime', '-'),
  DATETIME_DIFF: special(3, 3, (call, emit) => boundaries('bq_datetime', call, emit)),
  DATETIME_TRUNC: truncatedTo('bq_datetime_trunc', 'bq_datetime'),
  FORMAT_DATETIME: formatted('bq_format_datetime', 'bq_datetime'),
  PARSE_DATETIME: native('bq_parse_datetime', 2),

  TIME: special(1, 3, (call, emit) => {
    const args = argumentsOf(call, emit);
    if (args.length === 3) return `make_time(${args.slice(0, 2).join(', ')}, CAST(${args[2]} AS DOUBLE))`;
    const [value, zone] = args;
    return zone ? `CAST(timezone(${zone}, bq_timestamp(${value})) AS TIME)` : `bq_time(${value})`;
  }),
  TIME_ADD: moved('bq_time', '+'),
  TIME_SUB: moved('bq_time', '-'),
  TIME_DIFF: special(3, 3, (call, emit) => wholeParts('bq_time', 'bq_time_micros', call, emit)),
  TIME_TRUNC: truncatedTo('bq_time_trunc', 'bq_time'),
  FORMAT_TIME: template(2, 2, (format, time) => `bq_format_datetime(${format}, DATE '1970-01-01' + bq_time(${time}))`),
  PARSE_TIME: native('bq_parse_time', 2),

  TIMESTAMP: special(1, 2, (call, emit) => {
    const args = argumentsOf(call, emit).join(', ');
    return call.arguments.length === 2 ? `bq_timestamp_in(${args})` : `bq_timestamp(${args})`;
  }),
  TIMESTAMP_ADD: moved('bq_timestamp', '+'),
  TIMESTAMP_SUB: moved('bq_timestamp', '-'),
  TIMESTAMP_DIFF: special(3, 3, (call, emit) => wholeParts('bq_timestamp', 'epoch_us', call, emit)),
  TIMESTAMP_TRUNC: truncatedTo('bq_timestamp_trunc', 'bq_timestamp'),
  FORMAT_TIMESTAMP: template(
    2,
    3,
    (format, time, zone = UTC) => `bq_format_timestamp(${format}, bq_timestamp(${time}), ${zone})`,
  ),
  PARSE_TIMESTAMP: template(2, 3, (format, text, zone = UTC) => `bq_parse_timestamp(${format}, ${text}, ${zone})`),
  TIMESTAMP_SECONDS: template(1, 1, (n) => `bq_timestamp_micros(${n} * 1000000)`),
  TIMESTAMP_MILLIS: template(1, 1, (n) => `bq_timestamp_micros(${n} * 1000)`),
  TIMESTAMP_MICROS: native('bq_timestamp_micros', 1),
  UNIX_SECONDS: template(1, 1, (time) => `bq_floor_div(epoch_us(bq_timestamp(${time})), 1000000)`),
  UNIX_MILLIS: template(1, 1, (time) => `bq_floor_div(epoch_us(bq_timestamp(${time})), 1000)`),
  UNIX_MICROS: template(1, 1, (time) => `epoch_us(bq_timestamp(${time}))`),
};
