import { expand } from '../../rule/expand.ts';
import { RuleError } from '../../rule/ruleError.ts';
import { parseTemplate } from '../../rule/template.ts';
import { insertedValues } from './insertedValues.ts';
import type { TextKind, Values } from './textKind.ts';

const AUTHORITY = /^https?:\/\/[^/?#]*[/?#]/i;

/**
 * An http(s) URL: a value becomes part of path or query, encoded; it cannot change the host, nor leave the path by `..`. What
 * an earlier action answered may be a URL of its own.
 */
export const httpText: TextKind = {
  fill(field, values) {
    if (typeof field !== 'string') return expand(field, values.variables);
    const inserted = insertedValues(field, values);
    const [first] = inserted;
    if (first?.reference.written === field && values.isAnswer(first.reference.name)) return first.value;
    for (const { reference, value, before } of inserted) {
      if (AUTHORITY.test(before) ? !/^\.{1,2}$/.test(value) : /^[\w-]+$/.test(value)) continue;
      throw new RuleError(
        `the value ${JSON.stringify(value)} of ${reference.written} would change where the URL leads; write scheme and host in the rule itself`,
      );
    }
    return encoded(field, values);
  },
  // With a variable at its beginning the URL is known only when the action runs.
  faults: (text) => (/^(?:https?:\/\/|\$)/i.test(text) ? [] : ['write an http or https URL']),
};

function encoded(field: string, { variables, isTrusted }: Values): string {
  const parts = parseTemplate(field).map((part) => {
    if (typeof part === 'string') return part;
    const value = String(expand<unknown>(part.written, variables));
    return Object.hasOwn(variables, part.name) && !isTrusted(part.name) ? encodeURIComponent(value) : value;
  });
  return parts.join('');
}
