import { expand } from '../../rule/expand.ts';
import { RuleError } from '../../rule/ruleError.ts';
import { insertedValues } from './insertedValues.ts';
import type { TextKind, Values } from './textKind.ts';

/** URLs of their own, where one stands alone; so may be what an earlier action answered. */
const WHOLE_URLS = new Set(['LoadURIs', 'URLs', 'SourceURI', 'BadURIs', 'RuleURL']);

/** A gs:// URL, or a list of them: a value cannot lead to another bucket, nor out of a folder by `..`. */
export const gsText: TextKind = { fill };

/** The gs:// URL of an object whose text becomes another field of the request. */
export const gsTextInto = (field: string): TextKind => ({ fill, readInto: field });

function fill(field: unknown, values: Values): unknown {
  if (Array.isArray(field)) return field.flatMap((item) => fill(item, values));
  if (typeof field !== 'string') return expand(field, values.variables);
  for (const { reference, value, before } of insertedValues(field, values)) {
    const isUrl = WHOLE_URLS.has(reference.name) || values.isAnswer(reference.name);
    if (reference.written === field && isUrl) break;
    const inPath = /^gs:\/\/[^/]+\//.test(before);
    if (inPath ? !/(?:^|\/)\.\.?(?:\/|$)/.test(value) : /^[\w.-]*$/.test(value)) continue;
    throw new RuleError(
      `${field}: the value ${JSON.stringify(value)} of ${reference.written} would lead ${inPath ? 'out of its folder' : 'to another bucket than the rule names'}; rename the object, or change the URL in the rule`,
    );
  }
  return expand(field, values.variables);
}
