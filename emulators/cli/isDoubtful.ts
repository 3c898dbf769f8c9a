import { nearest } from '../../functions/src/rule/nearest.ts';

/** Tables, functions and models of a dataset, or of a kind that the analyzer knows nothing of. */
const ELSEWHERE = /^(?:Table-valued function|Model|Procedure|Connection) not found|^Function not found: [^;]*\./i;

/** With a name that the analyzer knows, where one is a little like it. */
const UNKNOWN = /^(?:Function|Type) not found: ([^;\s]+)(?:; Did you mean (\S+)\?)?/i;

/** Whether a message may speak of what the analyzer is too old for, and not of what is wrong. Syntax is looked at apart. */
export function isDoubtful(message: string): boolean {
  if (message.startsWith('Syntax error') || message.includes('@@') || ELSEWHERE.test(message)) return true;
  const [found, name = '', meant = ''] = UNKNOWN.exec(message) ?? [];
  return found !== undefined && !isSlip(name.toLowerCase(), meant.toLowerCase());
}

/** The analyzer suggests names that are rather unlike, for functions that it is too old for. */
const isSlip = (name: string, meant: string): boolean =>
  Math.abs(name.length - meant.length) <= 1 &&
  name.slice(0, 2) === meant.slice(0, 2) &&
  nearest(name, [meant]) !== undefined;
