import type { DatePart, Expression } from '../model/ast.ts';
import { type Position, SqlError } from '../model/errors.ts';

const DAYS = ['SUNDAY', 'MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY'];

/** The part that an argument names: `MONTH`, `WEEK(MONDAY)`. */
export function datePartOf(node: Expression | undefined, at: Position): DatePart {
  if (node?.kind === 'name') return { ...node, name: node.name.toUpperCase() };
  const [day] = node?.kind === 'call' ? node.arguments : [];
  if (node?.kind === 'call' && node.name === 'WEEK' && day?.kind === 'name') {
    return { line: node.line, column: node.column, name: 'WEEK', day: day.name.toUpperCase() };
  }
  throw new SqlError('A valid date part name is required', node ?? at);
}

/** The day a week starts with: 0 is Sunday. */
export function weekStart(part: DatePart): number {
  const day = DAYS.indexOf(part.day ?? 'SUNDAY');
  if (day < 0) throw new SqlError(`A valid date part argument for WEEK is required, but found ${part.day}`, part);
  return day;
}

/** How many days to move so that a week that starts with that day starts on DuckDB's Monday. */
export const daysToMonday = (start: number): number => (start === 0 ? 1 : 1 - start);

/** Microseconds of the parts of fixed length. */
export const MICROSECONDS: Readonly<Record<string, bigint>> = {
  MICROSECOND: 1n,
  MILLISECOND: 1000n,
  SECOND: 1_000_000n,
  MINUTE: 60_000_000n,
  HOUR: 3_600_000_000n,
  DAY: 86_400_000_000n,
};

export const invalidPart = (part: DatePart, name: string): SqlError =>
  new SqlError(`${name} does not support the ${part.name} date part`, part);
