import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { codeBlocks, DOCUMENTS } from '../../support/docs/documents.ts';
import { exampleRows } from '../../support/docs/exampleRows.ts';
import { plannedFile, ruleWith } from '../../support/docs/plannedFile.ts';
import { fieldsGiven, ruleFields } from '../../support/docs/schemaFields.ts';

const ROWS = exampleRows('rules/README.md');

it('rules/README.md has an example of every field of a rule, and of no other', () => {
  const given = new Set(ROWS.flatMap(({ field, example }) => fieldsGiven(field, parse(example))));
  const fields = ruleFields();
  expect(fields.length).toBeGreaterThan(120);
  expect(fields.filter((field) => !given.has(field))).toEqual([]);
  const known = new Set(fields);
  expect(ROWS.filter(({ field }) => !known.has(field.replace(/\[\]$/, ''))).map(({ title }) => title)).toEqual([]);
});

describe('each example of rules/README.md fits into the rule above its table', () => {
  it.each(ROWS)('$title', async ({ field, example, meaning, rule }) => {
    const { problems, outcome, explanation } = await plannedFile(ruleWith(rule, field, parse(example)));
    // Where the row says so, check advises against it in general.
    expect(problems.filter(({ severity }) => severity === 'error' || !meaning.includes('a warning'))).toEqual([]);
    expect(outcome).toBe(field === 'Disabled' ? 'disabled' : 'matched');
    expect(explanation?.refusal).toBeUndefined();
    expect(explanation?.jobs.length).toBeGreaterThan(0);
  });
});

describe('each rule of the documents is one that check finds nothing wrong with, and is planned', () => {
  const rules = DOCUMENTS.flatMap(codeBlocks).filter(({ language }) => language === 'yaml');
  it.each(rules)('$place', async ({ text }) => {
    const { problems, outcome, explanation } = await plannedFile(text);
    expect(problems).toEqual([]);
    expect(outcome).toBe('matched');
    expect(explanation?.refusal).toBeUndefined();
  });
});
