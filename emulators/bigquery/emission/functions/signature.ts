import type { TypeProto, ValueProto } from '../../../googlesql/messages.ts';
import { NotEmitted } from '../terms/notEmitted.ts';

/** What a function is called with. */
export interface Argument {
  /** Empty for parts of dates and the like, which are values in GoogleSQL only. */
  sql: string;
  kind: string;
  type: TypeProto;
  /** The number and the part of `INTERVAL n PART`. */
  interval?: readonly Argument[];
  /** Undefined where the argument is no literal. */
  literal?: ValueProto;
}

interface Result {
  type: TypeProto;
}

/** A function for some types of arguments. */
export interface Signature {
  /** The kinds of its arguments, each with a blank after it. */
  takes: RegExp;
  write(args: readonly Argument[], result: Result): string;
}

const CLASSES: Readonly<Record<string, string>> = {
  ANY: '[A-Z0-9]+',
  EXACT: '(?:INT64|NUMERIC|BIGNUMERIC|BOOL|STRING|BYTES|DATE|DATETIME|TIME|TIMESTAMP)',
  SCALAR: '(?:INT64|NUMERIC|BIGNUMERIC|BOOL|STRING|BYTES|DATE|DATETIME|TIME|TIMESTAMP|DOUBLE)',
};

/** `STRING INT64?`: kinds or classes of them; `?` and `*` as in a pattern. */
const pattern = (takes: string): RegExp =>
  new RegExp(
    `^${takes
      .split(' ')
      .filter(Boolean)
      .map((word) => {
        const [, names = '', count = ''] = /^([^?*]+)([?*]?)$/.exec(word) ?? [];
        const kinds = names.split('|').map((name) => CLASSES[name] ?? name);
        return `(?:(?:${kinds.join('|')}) )${count}`;
      })
      .join('')}$`,
  );

/** A function that is written with the SQL of its arguments. */
export const sql = (takes: string, write: (...args: string[]) => string): Signature => ({
  takes: pattern(takes),
  write: (args) => write(...args.map((argument) => argument.sql)),
});

/** A function of DuckDB that takes the same arguments. */
export const native = (takes: string, name: string): Signature =>
  sql(takes, (...args) => `${name}(${args.join(', ')})`);

/** A function that looks at its arguments and its type. */
export const special = (takes: string, write: Signature['write']): Signature => ({ takes: pattern(takes), write });

/** The text that an argument has to be a literal of. @throws NotEmitted */
export function literalText({ literal }: Argument, what: string): string {
  if (literal?.stringValue === undefined) throw new NotEmitted(`${what} that is no literal`);
  return literal.stringValue;
}
