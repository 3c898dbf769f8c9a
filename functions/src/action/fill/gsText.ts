import { expand } from '../../rule/expand.ts';
import { RuleError } from '../../rule/ruleError.ts';
import type { FillField } from './fillField.ts';
import { insertedValues } from './insertedValues.ts';

/** URLs of their own, where one stands alone. */
const WHOLE_URLS = new Set(['LoadURIs', 'URLs', 'SourceURI', 'RuleURL', 'Data', 'Response']);

/** A gs:// URL, or a list of them: a value cannot lead to another bucket, nor out of a folder by `..`. */
export const gsText: FillField = (field, values) => {
  if (Array.isArray(field)) return field.flatMap((item) => gsText(item, values));
  if (typeof field !== 'string') return expand(field, values.variables);
  for (const { reference, value, before } of insertedValues(field, values)) {
    if (reference.written === field && WHOLE_URLS.has(reference.name)) break;
    const inPath = /^gs:\/\/[^/]+\//.test(before);
    if (inPath ? !/(?:^|\/)\.\.?(?:\/|$)/.test(value) : /^[\w.-]*$/.test(value)) continue;
    throw new RuleError(
      `${field}: the value ${JSON.stringify(value)} of ${reference.written} would lead ${inPath ? 'out of its folder' : 'to another bucket than the rule names'}; rename the object, or write the URL otherwise`,
    );
  }
  return expand(field, values.variables);
};
