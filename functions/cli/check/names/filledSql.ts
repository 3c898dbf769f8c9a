import { asText, type Variables } from '../../../src/rule/expand.ts';
import { parseTemplate, type Reference, referencesIn } from '../../../src/rule/template.ts';

/** What a variable whose value comes with the file may stand for: a number, a part of a name, the text of a date. */
export const STAND_INS = ['0', 'x', '2026-01-31'] as const;

/** An SQL text with its variables filled in. */
export interface FilledSql {
  text: string;
  /** The index in the text as the rule has it. */
  written(index: number): number;
}

/** Fills in the variables that are known, and `other` for those that are not. */
export function filledSql(text: string, known: Variables, other: string): FilledSql {
  const pieces = parseTemplate(text).map((part) =>
    typeof part === 'string'
      ? { filled: part, written: part.length, isValue: false }
      : { filled: valueFor(part, known) ?? other, written: part.written.length, isValue: true },
  );
  return {
    text: pieces.map(({ filled }) => filled).join(''),
    written(index) {
      let [at, before] = [0, 0];
      for (const { filled, written, isValue } of pieces) {
        if (index < before + filled.length) return isValue ? at : at + index - before;
        at += written;
        before += filled.length;
      }
      return at;
    },
  };
}

function valueFor({ name, keys, braced }: Reference, known: Variables): string | undefined {
  if (name === 'Mod') return '0';
  const value = Object.hasOwn(known, name) ? known[name] : undefined;
  if (value === undefined || (braced && keys.length > 0)) return undefined;
  return [asText(value), ...keys].join('.');
}

/** Whether a text is filled in the same way, whatever comes with the file. */
export const isKnown = (text: string, known: Variables): boolean =>
  referencesIn(text).every((reference) => valueFor(reference, known) !== undefined);
