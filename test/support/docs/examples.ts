import { parse } from 'yaml';
import { codeBlocks, DOCUMENTS } from './documents.ts';
import { type ExampleRow, exampleRows } from './exampleRows.ts';
import { ruleWith } from './plannedFile.ts';

/** A rule as a text, and where the documents have it. */
export interface Example {
  title: string;
  text: string;
}

/** Each rule that is written out. */
export const writtenRules = (): Example[] =>
  DOCUMENTS.flatMap(codeBlocks)
    .filter(({ language }) => language === 'yaml')
    .map(({ place, text }) => ({ title: place, text }));

/** Each example of a field of rules, in the rule above its table. */
export const ruleExamples = (): (ExampleRow & Example)[] =>
  exampleRows('rules/README.md').map((row) => ({ ...row, text: ruleWith(row.rule, row.field, parse(row.example)) }));

/** Each example of a field of actions, in the action above its table. */
export const actionExamples = (): (ExampleRow & Example)[] =>
  exampleRows('rules/ACTIONS.md').map((row) => ({
    ...row,
    text: ruleWith(row.rule, placeOf(row), parse(row.example)),
  }));

function placeOf({ section, field, rule }: ExampleRow): string {
  const action = rule.includes('\nOnFailure:') ? 'OnFailure[]' : 'OnSuccess[]';
  return section === 'What all actions have' ? `${action}.${field}` : `${action}.Request.${field}`;
}
