import { parseTable } from './destination.ts';
import { RuleError } from './ruleError.ts';

/** What is wrong with the name of a table; nothing where it holds a variable, since that is known only when its action runs. */
export function tableFaults(text: string): string[] {
  if (/\$[A-Za-z1-9{]/.test(text)) return [];
  try {
    parseTable(text);
    return [];
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return [error.message];
  }
}
