import { expand } from '../../rule/expand.ts';
import { parseTemplate, type Reference } from '../../rule/template.ts';
import type { Values } from './textKind.ts';

/** A value that goes into a text. */
interface InsertedValue {
  reference: Reference;
  value: string;
  /** What stands before it. */
  before: string;
}

/** The values in a text that whoever uploads may have a say in. */
export function insertedValues(text: string, { variables, isTrusted }: Values): InsertedValue[] {
  const found: InsertedValue[] = [];
  let before = '';
  for (const part of parseTemplate(text)) {
    const value = typeof part === 'string' ? part : String(expand<unknown>(part.written, variables));
    if (typeof part !== 'string' && Object.hasOwn(variables, part.name) && !isTrusted(part.name)) {
      found.push({ reference: part, value, before });
    }
    before += value;
  }
  return found;
}
