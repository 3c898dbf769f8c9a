import type { Emission } from '../emission/emission.ts';
import type { Call } from '../model/ast.ts';
import { SqlError, unsupportedSql } from '../model/errors.ts';

interface Pattern {
  pattern: string;
  /** The group that is answered: 1 if the pattern has one, else 0 for the whole match. */
  group: 0 | 1;
}

/**
 * The second argument as the pattern of an extracting function.
 *
 * @throws SqlError for more than one capturing group, and for patterns that are no literals: their groups can't be counted in advance.
 */
export function patternOf(call: Call, emit: Emission): Pattern {
  const node = call.arguments[1];
  if (!node) throw new SqlError(`Number of arguments does not match for function ${call.name}`, call);
  const pattern = emit.expression(node);
  const literal = /^'(?:[^']|'')*'$/.test(pattern) ? pattern.slice(1, -1) : undefined;
  if (literal === undefined) throw unsupportedSql(`${call.name} with a pattern that is no literal`, node);
  const groups = capturingGroups(literal);
  if (groups > 1) {
    throw new SqlError('Regular expression passed to REGEXP_EXTRACT must not have more than 1 capturing group', node);
  }
  return { pattern, group: groups === 1 ? 1 : 0 };
}

/** Escapes and character classes hold no groups; `(?:` captures nothing, `(?P<name>` does. */
function capturingGroups(pattern: string): number {
  const plain = pattern.replace(/\\[\s\S]/g, '').replace(/\[\^?\]?[^\]]*\]/g, '');
  return plain.match(/\((?!\?(?!P?<[A-Za-z]))/g)?.length ?? 0;
}
