/**
 * The text that everything a regular expression finds from the start of the path must begin with; empty where there is
 * no telling. It only narrows down which expressions to try, so that it may be too short, never too long.
 */
export function literalPrefix(pattern: string): string {
  if (!pattern.startsWith('^') || /\||\(\?[a-zA-Z]*m/.test(pattern)) return '';
  const [, body = '', next = ''] = /^\^((?:[^\\^$.|?*+()[\]{}]|\\[^A-Za-z0-9])*)(.?)/su.exec(pattern) ?? [];
  const characters = [...body.matchAll(/\\?(.)/gsu)].map(([, character]) => character);
  // A quantifier makes the character before it optional.
  if ('?*+{'.includes(next) && next !== '') characters.pop();
  return characters.join('');
}
