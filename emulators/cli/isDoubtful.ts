import { nearest } from '../../functions/src/rule/nearest.ts';

/** Tables, functions and models of a dataset, or of a kind that the analyzer knows nothing of. */
const ELSEWHERE = /^(?:Table-valued function|Model|Procedure|Connection) not found|^Function not found: [^;]*\./i;

/** With a name that the analyzer knows, where one is a little like it. */
const UNKNOWN = /^(?:Function|Type) not found: ([^;\s]+)(?:; Did you mean (\S+)\?)?/i;

/** Whether a message may speak of what the analyzer is too old for, and not of what is wrong. Syntax is looked at apart. */
export function isDoubtful(message: string): boolean {
  if (message.startsWith('Syntax error') || message.includes('@@') || ELSEWHERE.test(message)) return true;
  const [found, name = '', meant = ''] = UNKNOWN.exec(message) ?? [];
  return found !== undefined && nearest(name.toLowerCase(), [meant.toLowerCase()]) === undefined;
}
