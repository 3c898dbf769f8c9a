import { nearest } from '../../functions/src/rule/nearest.ts';

/** Tables, functions and models of a dataset, or of a kind that the analyzer knows nothing of. */
const ELSEWHERE = /^(?:Table-valued function|Model|Procedure|Connection) not found|^Function not found: [^;]*\./i;

/** With a name that the analyzer knows, where one is a little like it. */
const UNKNOWN = /^(?:Function|Type) not found: ([^;\s]+)(?:; Did you mean (\S+)\?)?/i;

/** Of functions that are written in SQL here, since the analyzer has none. */
const MADE_HERE = /TEMPLATED_SQL_FUNCTION/i;

/** Later analyzers take the literal of a text for BYTES. */
const TEXT_FOR_BYTES = /^No matching signature for .* argument types?: [^.]*\bSTRING\b.*\bBYTES\b/s;

/** What is wrong with a name is so however the statement around it is written. */
const OF_NAMES = /^Unrecognized name: |^Name \S+ not found inside /;

/**
 * Whether a message may speak of what the analyzer is too old for, and not of what is wrong; `isRewritten`: the statement is analyzed in other
 * words than its own. Syntax is looked at apart.
 */
export function isDoubtful(message: string, { isRewritten }: { isRewritten: boolean }): boolean {
  if (message.startsWith('Syntax error') || message.includes('@@') || ELSEWHERE.test(message)) return true;
  if (MADE_HERE.test(message) || TEXT_FOR_BYTES.test(message) || (isRewritten && !OF_NAMES.test(message))) return true;
  const [found, name = '', meant = ''] = UNKNOWN.exec(message) ?? [];
  return found !== undefined && !isSlip(name.toLowerCase(), meant.toLowerCase());
}

/** The analyzer suggests names that are rather unlike, for functions that it is too old for. */
const isSlip = (name: string, meant: string): boolean =>
  Math.abs(name.length - meant.length) <= 1 &&
  name.slice(0, 2) === meant.slice(0, 2) &&
  nearest(name, [meant]) !== undefined;
